"""The one door to Spark: a function from Arrow record batches to such, run on the machines of a cluster.

Spark tries a task again when its process or its machine is lost, and gives each row once. What a task was given is held
by Spark until it is done, so that nothing is asked of shared disks.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from greffier.errors import GreffierError, InputError

__all__ = ["Cluster", "ClusterError", "attempt"]

Work = Callable[[Iterator[Any]], Iterator[Any]]

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_LONGEST = 300  # characters of Spark's reason


class ClusterError(GreffierError):
    """A cluster that cannot be reached, or that gave up."""


class Cluster:
    """A Spark session on the cluster at `master` (`local[4]`, `yarn`, `k8s://…`, `spark://…`), ended with the `with`.

    What stands in Spark's own configuration (SPARK_CONF_DIR, PYSPARK_PYTHON…) holds. Raises InputError where Spark or
    Java is not installed, ClusterError where the master cannot be reached.
    """

    def __init__(self, master: str) -> None:
        self.master = master
        self.session = _session(master)
        self.slots = max(1, int(self.session.sparkContext.defaultParallelism))

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(Exception):  # a cluster that is gone cannot be stopped
            self.session.stop()

    def run(self, work: Work, table: Any, schema: str) -> Any:
        """The Arrow table that `work` makes of an Arrow table, whose rows are spread evenly over all slots; in no
        order. `work` is a function of a module, or a `partial` of one, `schema` what it gives, as Spark's DDL.
        Raises ClusterError where Spark gave a task up, or was lost."""
        try:
            return self.session.createDataFrame(table).mapInArrow(work, schema).toArrow()
        except Exception as error:
            sentence = "the cluster at {master} gave up: {reason}. What is kept is kept: call it again."
            raise ClusterError(sentence, master=self.master, reason=_reason(error)) from error


def attempt() -> int:
    """How often Spark has tried the task that runs here before: 0 for the first time, and outside of Spark."""
    from pyspark import TaskContext

    here = TaskContext.get()
    return 0 if here is None else int(here.attemptNumber())


def _session(master: str) -> Any:
    if importlib.util.find_spec("pyspark") is None:
        sentence = "a cluster needs Spark; install it: pip install 'greffier[spark]'."
        raise InputError(sentence)
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        sentence = "Spark needs Java, and there is none: sudo apt-get install -y default-jre-headless."
        raise InputError(sentence)
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    for name in _THREADS:  # one core a slot: libraries of algebra that take all wait for each other
        os.environ.setdefault(name, "1")
    builder = SparkSession.builder.master(master).appName("greffier")
    for name, value in _settings(master):
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:
        sentence = "Spark cannot begin at {master}: {reason}."
        raise ClusterError(sentence, master=master, reason=_reason(error)) from error


def _settings(master: str) -> Iterable[tuple[str, str]]:
    yield from (("spark.ui.showConsoleProgress", "false"), ("spark.log.level", "ERROR"))
    yield from ((f"spark.executorEnv.{name}", "1") for name in _THREADS)
    yield "spark.python.worker.reuse", "true"  # models stay loaded from one task to the next
    if master.startswith("local"):  # on this machine no port is opened to others
        yield from (("spark.ui.enabled", "false"), ("spark.driver.bindAddress", "127.0.0.1"))
        yield "spark.driver.host", "127.0.0.1"


def _reason(error: BaseException) -> str:
    """The first lines of what Spark says that are words, without its stack."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith(("at ", "File ", "Traceback"))]
    return " ".join(told)[:_LONGEST].rstrip(" .") or type(error).__name__
