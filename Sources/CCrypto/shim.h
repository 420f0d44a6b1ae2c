#ifndef CCRYPTO_SHIM_H
#define CCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif

// glibc shows renameat2 only under _GNU_SOURCE, which Swift's Glibc module does not define.
int renameat2(int, const char *, int, const char *, unsigned int);
