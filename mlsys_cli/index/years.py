"""The time axis of eras and events, of years or of days."""

from collections.abc import Sequence

from mlsys_cli.index.entry_records import EraRecord, EventDate, EventRecord
from mlsys_cli.page.blocks import Band, TimeAxis
from mlsys_cli.text.dates import day_index

_MOST_DAYS = 12 * 366
"""The length of a time axis up to which days are told apart."""


def axis_of(eras: Sequence[EraRecord], events: Sequence[EventRecord | EventDate], alt: str = "") -> TimeAxis:
    """The time axis of some eras and events; an era that goes on ends with the last event.

    It is one of days if it is short and the events have months, and then only as long as the events.
    """
    years = sorted(event.year for event in events)
    dates = years + [era.start for era in eras] + [era.end for era in eras if era.end is not None]
    bands = tuple(Band(era.ref.name, era.start, era.end, era.winter) for era in eras)
    axis = TimeAxis(bands, tuple(years), min(dates, default=0), max(dates, default=0), alt)
    days = sorted((event.year, *filter(None, (event.month, event.month and event.day))) for event in events)
    if not any(event.month for event in events) or not 0 < day_index(*days[-1]) - day_index(*days[0]) < _MOST_DAYS:
        return axis
    return axis._replace(days=tuple(days), first=years[0], last=years[-1])
