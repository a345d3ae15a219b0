#!/usr/bin/env python3
"""Packs the page for the executable: pack.py WEB_FOLDER OUT_FOLDER. Prints the files it made, one a line.

OUT/index.html, OUT/reference/index.html, OUT/favicon.svg, and every other file as OUT/a/HASH/…, with HASH over all of
them: a file under such an address never changes. Beside each lies the same file compressed: FILE.gz and FILE.br.

Modules stay what they are, each by itself and where it is, but are written short (minify.mjs). A style sheet that
imports others holds them instead. Addresses in the documents ("/app.js") become those with the hash, and the modules
that a document names are followed by what they import, so that a browser fetches all of it at once.
"""

import hashlib
import json
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
# What decides how the page is written, besides the page.
TOOLS = ("pack.py", "minify.mjs", "package-lock.json")
HASH_DIGITS = 12
DEVANAGARI = 0x900  # and 127 letters more
COMPRESSORS = {
    "gz": lambda plain: ["zopfli", "--gzip", plain],
    "br": lambda plain: ["brotli", "--quality=11", "--lgwin=22", "--no-copy-stat", plain],
}

ADDRESS = re.compile(r'(?<=\s)(href|src)="/([^"]*)"')
STATIC_IMPORT = re.compile(r"""^\s*(?:import|export)\b(?:[^'"();]*?\bfrom)?\s*['"]([^'"]+)['"]""", re.MULTILINE)
# Words whose key is put together: `connect.step.${key}`, word('end', reason). The others stand in the modules as they are.
FAMILY = re.compile(r"`([a-z_]+(?:\.[a-z_]+)*)\.\$\{|\b(?:word|codesOf)\('([a-z_.]+)'")
KEY = re.compile(r"'([a-z_]+(?:\.\w+)+)'")
SHEET_IMPORT = re.compile(r"^@import '([^']+)';\n", re.MULTILINE)


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
    return with_sheets_joined(dict(sorted(page.items())))


def imported_by(page, name, imported):
    found = posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))
    if found not in page:
        sys.exit(f"web/{name} imports {imported}: there is no web/{found}")
    return found


def with_sheets_joined(page):
    """A browser would fetch imported style sheets one after the other, and small files compress badly."""
    joined = dict(page)
    for name in [name for name in page if name.endswith(".css")]:
        sheet = page[name].decode()
        for imported in SHEET_IMPORT.findall(sheet):
            joined.pop(imported_by(page, name, imported), None)
        if name in joined:
            joined[name] = SHEET_IMPORT.sub(lambda found: page[imported_by(page, name, found[1])].decode(), sheet).encode()
    return joined


def digest_of(web, page):
    digest = hashlib.sha256()
    files = {tool: (web / tool).read_bytes() for tool in TOOLS} | page
    for name, content in files.items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:HASH_DIGITS]


def with_imports(page, modules):
    """The modules and all that they import statically, each once, those named first."""
    found = list(modules)
    for module in found:
        for imported in STATIC_IMPORT.findall(page[module].decode()):
            name = imported_by(page, module, imported)
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


def number_words(page):
    """{key: number} of the words that modules name in full."""
    modules = "".join(content.decode() for name, content in page.items() if name.endswith(".js") and name not in VENDORED)
    families = {whole or asked for whole, asked in FAMILY.findall(modules)}

    def named_in_full(language):
        return [key for key in json.loads(page[f"i18n/{language}.json"])
                if key not in families and not any(key.startswith(f"{family}.") for family in families)]

    keys, translated = named_in_full("en"), named_in_full("hi")
    if keys != translated:
        sys.exit(f"web/i18n: only one language has {sorted(set(keys) ^ set(translated)) or 'this order of keys'}")
    return {key: number for number, key in enumerate(keys, 1)}


def write_words(content, numbers):
    """As reader.js reads them, a line each: families with their codes, their texts, and the texts that go by number."""
    numbered = []
    families = {}
    for key, text in json.loads(content).items():
        if key in numbers:
            numbered.append(text)
        else:
            family, _, code = key.rpartition(".")
            families.setdefault(family, {})[code] = text
    codes = [" ".join([family, *texts]) for family, texts in families.items()]
    texts = [text for texts in families.values() for text in texts.values()]
    return b"\n\n".join(b"\n".join(map(write_line, lines)) for lines in (codes, texts, numbered))


def write_line(text):
    """Devanagari in one byte instead of three, which saves a tenth after compression; other letters as JSON escapes them."""
    if "\\" in text:
        sys.exit(f"web/i18n: a backslash in {text!r}")
    return b"".join(bytes([0x80 + ord(letter) - DEVANAGARI]) if 0 <= ord(letter) - DEVANAGARI < 0x80
                    else json.dumps(letter)[1:-1].replace('\\"', '"').encode() for letter in text)


def clear(cache, wanted):
    for old in cache.iterdir():
        if old not in wanted:
            old.unlink()


def minify_all(web, files, numbers, cache):
    """Each file written short; what was written once is kept in `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    tools = b"".join((web / tool).read_bytes() for tool in TOOLS)
    wanted = {}
    for name, content in files.items():
        source = content.decode()
        named = {key: numbers[key] for key in KEY.findall(source) if key in numbers}
        wanted[name] = json.dumps({"source": source, "numbers": named})
    kept = {name: cache / hashlib.sha256(tools + f"{name}\0{work}".encode()).hexdigest() for name, work in wanted.items()}
    missing = {name: json.loads(wanted[name]) for name, file in kept.items() if not file.exists()}
    if missing:
        made = subprocess.run(["node", web / "minify.mjs"], input=json.dumps(missing).encode(), stdout=subprocess.PIPE)
        if made.returncode != 0:
            sys.exit("web/minify.mjs failed: run ./dev build, or npm ci in web, if a package is missing")
        for name, text in json.loads(made.stdout).items():
            kept[name].write_text(text, encoding="utf-8")
    clear(cache, set(kept.values()))
    return {name: file.read_bytes() for name, file in kept.items()}


def compress(kept, content):
    if kept.exists():
        return
    plain = kept.with_name(f"{kept.name}.part")
    plain.write_bytes(content)
    subprocess.run(COMPRESSORS[kept.suffix[1:]](str(plain)), check=True)
    plain.unlink()
    plain.with_name(f"{plain.name}{kept.suffix}").rename(kept)


def compress_all(files, cache):
    """The compressed files of each by their endings; compressing takes seconds, so they are kept in `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    archives = {name: [cache / f"{hashlib.sha256(content).hexdigest()}.{ending}" for ending in COMPRESSORS]
                for name, content in files.items()}
    wanted = {archive: files[name] for name, made in archives.items() for archive in made}
    with ThreadPoolExecutor() as pool:
        list(pool.map(compress, wanted.keys(), wanted.values()))
    clear(cache, wanted)
    return archives


def write_if_changed(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def short_page(web, page, prefix, cache):
    """Every file as it is served."""
    numbers = number_words(page)
    short = minify_all(web, {name: content for name, content in page.items()
                               if name.endswith((".js", ".css")) and name not in VENDORED}, numbers, cache)
    for name, content in page.items():
        if name.endswith(".html"):
            short[name] = fill_document(page, name, "/" + prefix)
        elif name.startswith("i18n/"):
            short[name.replace(".json", ".words")] = write_words(content, numbers)
        else:
            short.setdefault(name, content)
    return short


def main(web, out):
    page = read_page(web)
    prefix = f"a/{digest_of(web, page)}/"
    short = short_page(web, page, prefix, out.parent / f"{out.name}-minified")
    packed = {name if stays(name) else prefix + name: content for name, content in short.items()}

    archives = compress_all(packed, out.parent / f"{out.name}-compressed")
    for old in out.glob("a/*"):
        if prefix != f"a/{old.name}/":
            shutil.rmtree(old)
    for name, content in packed.items():
        write_if_changed(out / name, content)
        print(out / name)
        for archive in archives[name]:
            write_if_changed(out / f"{name}{archive.suffix}", archive.read_bytes())
            print(out / f"{name}{archive.suffix}")


main(Path(sys.argv[1]), Path(sys.argv[2]))
