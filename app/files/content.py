"""What a file is, by its content and never by its name. Nothing is unpacked or decoded for it."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from app.domain.form.file import MOST_PIXELS, FileRefused, FileType
from app.domain.said import counted, sentence

# Pillow warns of a picture that is large and refuses one that is larger. We look at its size
# ourselves, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
_PICTURES = {"JPEG": FileType.JPEG, "PNG": FileType.PNG, "WEBP": FileType.WEBP}
_PDF, _PDF_END = b"%PDF-", b"%%EOF"
# Where a PDF's end is looked for: programs put a little behind it.
_TAIL = 2048
_UNKNOWN = sentence("It is none of the kinds of file that can be sent, whatever its name says")
_BROKEN = sentence("The file is damaged. Save it again, and choose it once more")


def examine(body: bytes) -> FileType:
    """Return what a file is.

    Raises:
        FileRefused: it is no PDF and no picture, is damaged, or has too many pixels.
    """
    if not body:
        raise FileRefused(sentence("The file is empty"))
    if body.startswith(_PDF):
        if _PDF_END not in body[-_TAIL:]:
            raise FileRefused(_BROKEN)
        return FileType.PDF
    return _picture(body)


def _picture(body: bytes) -> FileType:
    # Whatever a library for pictures may stumble over in what strangers send is a broken picture.
    try:
        picture = Image.open(BytesIO(body), formats=tuple(_PICTURES))
    except UnidentifiedImageError as error:
        raise FileRefused(_UNKNOWN) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefused(_BROKEN) from error
    with picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            most = counted(MOST_PIXELS // 1_000_000)
            raise FileRefused(
                sentence(
                    "The picture has more than {number} megapixels. Make it smaller", number=most
                )
            )
        try:
            picture.verify()
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise FileRefused(_BROKEN) from error
        return _PICTURES[str(picture.format)]
