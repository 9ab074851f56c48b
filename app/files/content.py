"""What a file is, by its content and never by its name. No picture is decoded for it.

What is in a PDF another program looks at (pdf.py).
"""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from app.domain.form.file import MOST_PIXELS, FileRefused, FileType
from app.domain.said import counted, sentence
from app.files.pdf import DAMAGED, refuse_harmful

# Pillow warns of a picture that is large and refuses one that is larger. We look at its size
# ourselves, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
_PICTURES = {"JPEG": FileType.JPEG, "PNG": FileType.PNG, "WEBP": FileType.WEBP}
_PDF = b"%PDF-"
_UNKNOWN = sentence("It is none of the kinds of file that can be sent, whatever its name says")


def examine(body: bytes) -> FileType:
    """Return what a file is.

    Raises:
        FileRefused: it is no PDF and no picture, is damaged, has too many pixels, or is a PDF that
            has more in it than pages.
    """
    if not body:
        raise FileRefused(sentence("The file is empty"))
    if body.startswith(_PDF):
        refuse_harmful(body)
        return FileType.PDF
    return _picture(body)


def _picture(body: bytes) -> FileType:
    # Whatever a library for pictures may stumble over in what strangers send is a broken picture.
    try:
        picture = Image.open(BytesIO(body), formats=tuple(_PICTURES))
    except UnidentifiedImageError as error:
        raise FileRefused(_UNKNOWN) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefused(DAMAGED) from error
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
            raise FileRefused(DAMAGED) from error
        return _PICTURES[str(picture.format)]
