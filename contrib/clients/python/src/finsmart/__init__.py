"""A client of finsmart servers.

    import finsmart

    with finsmart.Client("http://127.0.0.1:8080", key_file="finsmart-data/admin.key") as client:
        prices = client.datasets.rows("sp500", columns=["time", "close"]).pandas()
        job = client.jobs.submit("backtest", "sma_cross", data="sp500", params={"fast": 20})
        print(job.wait().result()["metrics"])
"""

from .client import Client
from .data import Datasets, Rows
from .errors import (
    BadRequest,
    Conflict,
    ConnectionFailed,
    Error,
    Forbidden,
    JobFailed,
    NeedsApproval,
    NotFound,
    Problem,
    TooLarge,
    TooManyRequests,
    Unauthorized,
    Unavailable,
    Unprocessable,
)
from .jobs import Job, Jobs
from .people import Approvals, Keys
from .scripts import Scripts

__all__ = [
    "Approvals",
    "BadRequest",
    "Client",
    "Conflict",
    "ConnectionFailed",
    "Datasets",
    "Error",
    "Forbidden",
    "Job",
    "JobFailed",
    "Jobs",
    "Keys",
    "NeedsApproval",
    "NotFound",
    "Problem",
    "Rows",
    "Scripts",
    "TooLarge",
    "TooManyRequests",
    "Unauthorized",
    "Unavailable",
    "Unprocessable",
]
