#ifndef METHODTRANSFER_PROSE_H
#define METHODTRANSFER_PROSE_H

#include <stddef.h>

/// A text of this folder as it stands in the program.
typedef struct {
  /// Its place below this folder: "explain/drift.md".
  const char *_Nonnull path;
  /// UTF-8, ended by a zero byte.
  const unsigned char *_Nonnull text;
} ProseFile;

/// How many texts there are.
size_t proseFileCount(void);

/// The text at a place of the list in prose.c, from 0 up to the count.
ProseFile proseFile(size_t index);

#endif
