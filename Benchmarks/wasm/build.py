#!/usr/bin/env python3
"""Links the core as one WebAssembly module.

    Benchmarks/wasm/build.py --sources FOLDER --out FOLDER

FOLDER holds the sources of GSL, libyaml, expat and zlib, unpacked as Debian ships them (apt-get source gsl libyaml expat
zlib), GSL configured (./configure --disable-shared). Needs wasi-libc, libclang-rt-19-dev-wasm32, and the Swift toolchain,
which has Embedded Swift for wasm32, its Unicode tables and wasm-ld.
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
CORE = re.search(r"CORE = \[(.*?)\]", (ROOT / "scripts" / "check-core").read_text(), re.S)[1]
CORE = re.findall(r'"(\w+)"', CORE)
SWIFT = Path(os.path.realpath(subprocess.run(["which", "swiftc"], capture_output=True, text=True).stdout.strip())).parent
INCLUDES = sorted((SWIFT.parent / "lib" / "clang").glob("*/include"))[-1]
CLANG = [
    str(SWIFT / "clang"), "-target", "wasm32-unknown-wasi", "-O2", "-nostdinc", "-isystem", str(INCLUDES), "-isystem",
    "/usr/include/wasm32-wasi", "-idirafter", "/usr/include", "-ffp-contract=off", "-w"]


def run(arguments):
    done = subprocess.run(arguments, capture_output=True, text=True)
    if done.returncode:
        sys.exit(" ".join(arguments[:4]) + " …\n" + (done.stdout + done.stderr)[-3000:])


def objects(sources, out):
    """Every C file with its flags."""
    found = []
    gsl = next(path for path in sources.glob("gsl*") if path.is_dir())
    for folder in sorted(path for path in gsl.iterdir() if path.is_dir() and path.name not in ("doc", "const", "gsl")):
        for path in sorted(folder.glob("*.c")):
            # Programs, and files that others include.
            if not re.match(r"(test|gsl-|.*_source|demo|benchmark|urand|tests)", path.name):
                found.append((path, ["-DHAVE_CONFIG_H", "-I", str(gsl), "-I", str(folder)], False))
    for path in sorted(gsl.glob("*.c")):
        found.append((path, ["-DHAVE_CONFIG_H", "-I", str(gsl)], False))
    yaml = next(path for path in sources.glob("libyaml*") if path.is_dir())
    version = ["-DYAML_VERSION_MAJOR=0", "-DYAML_VERSION_MINOR=2", "-DYAML_VERSION_PATCH=5", '-DYAML_VERSION_STRING="0.2.5"']
    found += [(path, [*version, "-I", str(yaml / "include")], True) for path in sorted((yaml / "src").glob("*.c"))]
    expat = next(path for path in sources.glob("libexpat*") if path.is_dir()) / "expat" / "lib"
    found += [
        (expat / name, ["-I", str(HERE), "-DXML_POOR_ENTROPY", "-I", str(expat)], True)
        for name in ("xmlparse.c", "xmlrole.c", "xmltok.c")]
    zlib = next(path for path in sources.glob("zlib*") if path.is_dir())
    names = ("adler32.c", "crc32.c", "inffast.c", "inflate.c", "inftrees.c", "zutil.c")
    found += [(zlib / name, ["-I", str(zlib)], True) for name in names]
    # minizip's ioapi.c opens files, which the core never does; it hands over functions of its own.
    found += [
        (zlib / "contrib" / "minizip" / name, ["-DUSE_FILE32API", "-DNOCRYPT", "-DNOUNCRYPT", "-I", str(zlib)], True)
        for name in ("unzip.c", "ioapi.c")]
    found.append((ROOT / "Sources" / "CElementary" / "elementary.c",
                  ["-I", str(ROOT / "Sources" / "CElementary" / "include")], True))
    found.append((HERE / "stubs.c", [], True))
    out.mkdir(parents=True, exist_ok=True)

    def compiled(index):
        path, flags, needed = found[index]
        target = out / f"{index}-{path.stem}.o"
        done = subprocess.run([*CLANG, *flags, "-c", str(path), "-o", str(target)], capture_output=True, text=True)
        if done.returncode and needed:
            sys.exit(f"{path}: {done.stderr[-2000:]}")
        # What the core needs of GSL and does not compile is missed by the linker.
        return None if done.returncode else target

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        made = [target for target in pool.map(compiled, range(len(found))) if target]
    archive = out / "libforeign.a"
    archive.unlink(missing_ok=True)
    names = out / "objects"
    names.write_text("\n".join(map(str, made)))
    run([str(SWIFT / "llvm-ar") if (SWIFT / "llvm-ar").exists() else "ar", "rcs", str(archive), f"@{names}"])
    return archive


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--runtime", type=Path, default=Path("/usr/lib/llvm-19/lib/clang/19/lib/wasi"))
    given = parser.parse_args()
    started = time.time()
    archive = objects(given.sources.resolve(), given.out.resolve() / "c")
    print(f"C: {time.time() - started:.0f} s", flush=True)
    modules = given.out.resolve() / "modules"
    modules.mkdir(parents=True, exist_ok=True)
    flags = [
        str(SWIFT / "swiftc"), "-target", "wasm32-unknown-none-wasm", "-wmo", "-swift-version", "6",
        "-enable-experimental-feature", "Embedded", "-enable-experimental-feature", "Extern", "-parse-as-library", "-O",
        "-package-name", "methodtransfer", "-Xfrontend", "-disable-stack-protector", "-I", str(modules)]
    for feature in ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"]:
        flags += ["-enable-upcoming-feature", feature]
    for argument in ["-nostdinc", "-isystem", str(INCLUDES), "-isystem", "/usr/include/wasm32-wasi", "-D__wasi__"]:
        flags += ["-Xcc", argument]
    for name in ["CElementary/include", "CGSL", "CYAML", "CZip", "CExpat"]:
        flags += ["-I", str(ROOT / "Sources" / name)]
    flags += ["-Xcc", "-idirafter", "-Xcc", "/usr/include"]
    for name in CORE:
        files = sorted(str(path) for path in (ROOT / "Sources" / name).rglob("*.swift"))
        run([*flags, "-emit-module", "-module-name", name, "-o", str(modules / f"{name}.swiftmodule"), *files])
    print(f"modules: {time.time() - started:.0f} s", flush=True)
    entry = given.out.resolve() / "entry.o"
    run([*flags, "-c", "-module-name", "Entry", "-o", str(entry), str(HERE / "entry.swift")])
    print(f"entry: {time.time() - started:.0f} s", flush=True)
    tables = SWIFT.parent / "lib" / "swift" / "embedded" / "wasm32-unknown-none-wasm" / "libswiftUnicodeDataTables.a"
    module = given.out / "methodtransfer.wasm"
    run([
        str(SWIFT / "wasm-ld"), "--no-entry", "--gc-sections", "--strip-all", "-z", "stack-size=4194304", "--stack-first",
        "--export=allocate", "--export=judge", "--export=plan", "--export=_initialize", "--import-undefined",
        "-o", str(module), str(entry), "/usr/lib/wasm32-wasi/crt1-reactor.o", str(archive), str(tables),
        "-L/usr/lib/wasm32-wasi", "-lc", "-lm", "-lwasi-emulated-getpid", str(given.runtime / "libclang_rt.builtins-wasm32.a")])
    print(f"{module}: {module.stat().st_size} bytes, {time.time() - started:.0f} s in all")


main()
