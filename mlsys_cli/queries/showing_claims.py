"""Showing claims: a result that differs from the published one makes the exit code 1."""

from mlsys_cli.errors import Exit, ExitCode
from mlsys_cli.session.session import Session
from mlsys_cli.views.claims_view import ClaimsView


def show_claims(session: Session, view: ClaimsView) -> None:
    """Show claims with what came out here; Exit if one differs."""
    session.environment.evidence.is_pure = False  # what was worked out once proves nothing
    session.show(view)
    if view.differing:
        raise Exit(ExitCode.NOT_FOUND)
