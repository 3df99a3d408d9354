"""To be imported first by an agent without a screen: structlog's console renderer, unused there, would bring
rich with it, which is 5 MB of the 60 that an agent on a Pi may take."""

import sys

# None is Python's word for a module that is not to be imported
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
