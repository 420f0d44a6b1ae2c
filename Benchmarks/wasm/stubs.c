/* What Embedded Swift asks of the platform, and wasi-libc has not. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Seeds of hashes: nothing that is written depends on the order of a dictionary, so that a fixed one will do. */
void arc4random_buf(void *buffer, size_t count) {
  for (size_t i = 0; i < count; i++) ((unsigned char *)buffer)[i] = (unsigned char)(i * 37 + 11);
}

const char *_swift_stdlib_strtod_clocale(const char *text, double *value) {
  char *end;
  *value = strtod(text, &end);
  return end == text ? NULL : end;
}

/* Clang's builtins are compiled with a guard of the stack. */
uintptr_t __stack_chk_guard = 0x595e9fbd;
void __stack_chk_fail(void) { abort(); }
