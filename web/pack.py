#!/usr/bin/env python3
"""Packs the page for the executable: pack.py WEB_FOLDER OUT_FOLDER. Prints the files it made, one a line.

OUT/index.html, OUT/reference/index.html, OUT/favicon.svg, and every other file as OUT/a/HASH/…, with HASH over all of
them: a file under such an address never changes. Beside each lies the same file compressed, FILE.gz. Addresses in the
documents ("/app.js") become those addresses, and the modules that a document names are followed by what they import,
so that a browser fetches all of it at once instead of import by import.
"""

import hashlib
import posixpath
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

KINDS = {".html", ".js", ".css", ".svg", ".json"}
# Single files of packages that web/package-lock.json pins.
VENDORED = {
    "vendor/htm.js": "node_modules/htm/preact/standalone.module.js",
    "vendor/uplot.js": "node_modules/uplot/dist/uPlot.iife.min.js",
    "vendor/uplot.css": "node_modules/uplot/dist/uPlot.min.css",
}
NOT_SERVED = {"package.json", "package-lock.json"}
HASH_DIGITS = 12

ADDRESS = re.compile(r'(?<=\s)(href|src)="/([^"]*)"')
STATIC_IMPORT = re.compile(r"""^\s*(?:import|export)\b(?:[^'"();]*?\bfrom)?\s*['"]([^'"]+)['"]""", re.MULTILINE)


def read_page(web):
    page = {}
    for name, source in VENDORED.items():
        if not (web / source).exists():
            sys.exit(f"there is no web/{source}: run ./dev build, or npm ci in web")
        page[name] = (web / source).read_bytes()
    for path in web.rglob("*"):
        name = path.relative_to(web).as_posix()
        if path.suffix not in KINDS or name in NOT_SERVED or name.startswith("node_modules/"):
            continue
        page[name] = path.read_bytes()
    return dict(sorted(page.items()))


def digest_of(page):
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name, content in page.items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:HASH_DIGITS]


def with_imports(page, modules):
    """The modules and all that they import statically, each once, those named first."""
    found = list(modules)
    for module in found:
        for imported in STATIC_IMPORT.findall(page[module].decode()):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(module), imported)).lstrip("/")
            if name not in page:
                sys.exit(f"web/{module} imports {imported}: there is no web/{name}")
            if name not in found:
                found.append(name)
    return found


def stays(name):
    return name.endswith(".html") or name == "favicon.svg"


def fill_document(page, document, prefix):
    text = page[document].decode()
    modules = []

    def replace(match):
        attribute, name = match.groups()
        if name not in page:
            sys.exit(f"web/{document} names /{name}: there is no such file of the page")
        if name.endswith(".js"):
            modules.append(name)
        return match.group(0) if stays(name) else f'{attribute}="{prefix}{name}"'

    text = ADDRESS.sub(replace, text)
    links = [f'    <link rel="modulepreload" href="{prefix}{name}" />\n'
             for name in with_imports(page, modules) if f'rel="modulepreload" href="{prefix}{name}"' not in text]
    return text.replace("  </head>", "".join(links) + "  </head>", 1).encode()


def compress(kept, content):
    if kept.exists():
        return
    plain = kept.with_suffix(".part")
    plain.write_bytes(content)
    subprocess.run(["zopfli", "--gzip", str(plain)], check=True)
    plain.unlink()
    plain.with_suffix(".part.gz").rename(kept)


def compress_all(files, cache):
    """The compressed file of each; compressing takes seconds, so what was compressed once is kept in `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    archives = {name: cache / f"{hashlib.sha256(content).hexdigest()}.gz" for name, content in files.items()}
    wanted = {archive: files[name] for name, archive in archives.items()}
    with ThreadPoolExecutor() as pool:
        list(pool.map(compress, wanted.keys(), wanted.values()))
    for old in cache.iterdir():
        if old not in wanted:
            old.unlink()
    return archives


def write_if_changed(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def main(web, out):
    page = read_page(web)
    prefix = f"a/{digest_of(page)}/"
    packed = {}
    for name, content in page.items():
        if name.endswith(".html"):
            content = fill_document(page, name, "/" + prefix)
        packed[name if stays(name) else prefix + name] = content

    archives = compress_all(packed, out.parent / f"{out.name}-compressed")
    for old in out.glob("a/*"):
        if prefix != f"a/{old.name}/":
            shutil.rmtree(old)
    for name, content in packed.items():
        write_if_changed(out / name, content)
        write_if_changed(out / f"{name}.gz", archives[name].read_bytes())
        print(out / name, out / f"{name}.gz", sep="\n")


main(Path(sys.argv[1]), Path(sys.argv[2]))
