"""MP4 and WebM: frames go to ffmpeg as raw colours, and come back as one file.

ffmpeg is that of the package imageio-ffmpeg, which has it inside its wheel; else the one of the machine. It runs on one
thread and writes no time and no names by lot, so that the same frames give the same bytes.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from mapkit.errors import ExportError, MissingExtra
from mapkit.film.scene import Pixels

CODECS: Mapping[str, tuple[str, ...]] = {
    ".mp4": ("-c:v", "libx264", "-preset", "medium", "-crf", "18", "-movflags", "+faststart"),
    ".webm": ("-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-deadline", "good", "-cpu-used", "5", "-row-mt", "0"),
}
EXACT = ("-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1")
EVEN = "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white"  # these codecs share colours between two lines and two columns
MAX_CHARACTERS = 30_000  # of one text on a command line
PATIENCE_S = 60


def find_ffmpeg() -> str:
    """The path of ffmpeg. Raises MissingExtra with the line that installs it."""
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - an extra: films of this sort are the only ones that need it

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        found = shutil.which("ffmpeg")
    if found is None:
        raise MissingExtra("film", "imageio-ffmpeg")
    return found


def movie(frames: Iterable[Pixels], suffix: str, size: tuple[int, int], rate: float, about: Mapping[str, str]) -> bytes:
    """Frames of a size (width, height) as a film of `rate` frames a second, with `about` as its tags.

    Whatever the frames raise stops ffmpeg, and nothing is left. Raises ExportError with ffmpeg's own words.
    """
    program = find_ffmpeg()
    with tempfile.TemporaryDirectory(prefix="mapkit-film-") as folder:
        made, said = Path(folder) / f"film{suffix}", Path(folder) / "said.txt"
        with said.open("wb") as errors:
            done = _run(_command(program, suffix, size, rate, [*_tags(about), str(made)]), frames, errors)
        if not done or not made.exists():
            words = said.read_text("utf-8", "replace").strip().splitlines()
            raise ExportError(f"ffmpeg could not make the film: {words[-1] if words else 'it gave no reason'}")
        return made.read_bytes()


def _command(program: str, suffix: str, size: tuple[int, int], rate: float, ends: Sequence[str]) -> list[str]:
    given = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", f"{rate:.6g}", "-i", "-"]
    start = [program, "-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
    return [*start, *given, "-an", "-vf", EVEN, "-pix_fmt", "yuv420p", *CODECS[suffix], *EXACT, *ends]


def _tags(about: Mapping[str, str]) -> list[str]:
    """Tags for the command line; a NUL would end it."""
    clean = {key: value.replace("\0", "\ufffd").encode("utf-8", "replace").decode() for key, value in about.items()}
    return [part for key, value in clean.items() for part in ("-metadata", f"{key}={value[:MAX_CHARACTERS]}")]


def _run(command: Sequence[str], frames: Iterable[Pixels], errors: object) -> bool:
    """Feed the frames to the program; whether it did its work."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors)  # type: ignore[call-overload]  # noqa: S603
    try:
        with suppress(BrokenPipeError):  # it gave up: its own words say why
            for frame in frames:
                process.stdin.write(frame.tobytes())
            process.stdin.close()
        return bool(process.wait(PATIENCE_S) == 0)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        with suppress(BrokenPipeError):
            process.stdin.close()
