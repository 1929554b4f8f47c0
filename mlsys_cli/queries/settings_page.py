"""The settings of the learner."""

from mlsys_cli.journal.settings import SETTINGS, chosen_settings
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import SettingsView


def settings_view(session: Session) -> SettingsView:
    """All settings, each with its value and purpose."""
    learner = session.learner
    pairs = zip(SETTINGS.items(), learner.settings, strict=True)
    values = {name: setting.write(current).strip('"') for (name, setting), current in pairs}
    about = {name: setting.about for name, setting in SETTINGS.items()}
    return SettingsView(str(learner.settings_path), values, about, chosen_settings(learner.settings_path))
