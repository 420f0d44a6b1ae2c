/* As Debian builds expat, without entities of its own and without a source of random numbers. */
#define BYTEORDER 1234
#define XML_CONTEXT_BYTES 1024
#define XML_DTD 1
#define XML_NS 1
