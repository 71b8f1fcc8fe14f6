"""Whether this processor can run TensorFlow: asked before TensorFlow would kill the process."""

import ctypes
import platform
import sys
from pathlib import Path

from utils.errors import SetupError

CPUINFO = Path("/proc/cpuinfo")
PF_AVX_INSTRUCTIONS_AVAILABLE = 39  # of Windows's IsProcessorFeaturePresent


def has_avx() -> bool | None:
    """Whether the processor has the AVX instructions; None where that cannot be asked."""
    try:
        if sys.platform == "win32":
            feature = PF_AVX_INSTRUCTIONS_AVAILABLE
            return bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(feature))
        flags = next(line for line in CPUINFO.read_text().splitlines() if line.startswith("flags"))
    except (OSError, AttributeError, StopIteration):
        return None
    return "avx" in flags.split()


def check_processor() -> None:
    """Raise `SetupError` if TensorFlow would end this process with "Illegal instruction"."""
    if platform.machine().lower() in ("x86_64", "amd64") and has_avx() is False:
        raise SetupError(
            "This processor has no AVX instructions, and TensorFlow needs them: use another "
            "computer, or run the course in the cloud (docs/troubleshooting.md says how). In a virtual machine, "
            'choose the processor type "host".'
        )
