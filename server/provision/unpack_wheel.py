"""Unpacks what AutoMC runs on from a wheel: unpack_wheel.py WHEEL FOLDER.

TensorFlow's two libraries go to FOLDER/lib, its C headers to FOLDER/include, CUDA's libraries to FOLDER/nvidia
(TensorFlow looks for them there, beside lib).
"""

import os
import re
import shutil
import sys
import zipfile

WANTED = [
    (r"tensorflow/(libtensorflow_(?:cc|framework)\.so\.2)$", "lib"),
    (r"tensorflow/include/(tensorflow/c/[^/]*\.h|tensorflow/c/eager/c_api\.h)$", "include"),
    (r"tensorflow/include/((?:tensorflow/core|tsl)/platform/ctstring.*)$", "include"),
    (r"tensorflow/include/(xla/tsl/c/.*\.h)$", "include"),
    (r"nvidia/([^/]+/(?:lib/.*\.so.*|bin/ptxas|nvvm/libdevice/.*))$", "nvidia"),
]

wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for member in archive.infolist():
        for pattern, part in WANTED:
            match = re.match(pattern, member.filename)
            if match and not member.is_dir():
                path = os.path.join(folder, part, match.group(1))
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with archive.open(member) as packed, open(path, "wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked, 1 << 22)
                if path.endswith("/bin/ptxas"):
                    os.chmod(path, 0o755)
