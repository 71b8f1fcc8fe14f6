"""The errors that a user can cause and fix: each message names the file or value and what to do."""


class StyleTransferError(ValueError):
    """Anything below; catch this to catch them all. Its message is one line."""

    def __str__(self):
        return " ".join(super().__str__().split())


class ImageError(StyleTransferError):
    """A picture cannot be read, or is of no use to VGG-19."""


class WeightsError(StyleTransferError):
    """VGG-19's weights could not be had."""


class SettingsError(StyleTransferError):
    """A setting is out of its range, or names something that does not exist."""


class NumbersError(StyleTransferError):
    """The cost is no finite number any more: the learning rate or a weight is too large."""


class OutputError(StyleTransferError, OSError):
    """A file cannot be written: the disk is full, say, or the folder is not yours."""


class SetupError(StyleTransferError, SystemExit):
    """The course cannot run here. Uncaught, it ends a program with its message, no traceback."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.code = str(self)
