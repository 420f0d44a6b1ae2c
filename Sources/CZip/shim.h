#ifndef CZIP_SHIM_H
#define CZIP_SHIM_H

#include <minizip/unzip.h>

#endif
