"""A pytest plugin, ``-p tests.no_skips``: a run that skipped a test has failed.

A skip says that this machine lacks something, and script/setup is there to bring it.
"""

import pytest


def _skipped(config: pytest.Config) -> list[pytest.TestReport]:
    """The reports of what was skipped; on a worker of xdist, which reports to another process, none."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get("skipped", []) if reporter else []


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.exitstatus == pytest.ExitCode.OK and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if skipped := _skipped(config):
        terminalreporter.section("skipped, which counts as failed here")
        for report in skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            terminalreporter.line(f"{report.nodeid}: {reason}")
