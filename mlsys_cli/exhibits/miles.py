"""The miles that a car must drive to show that it is safe."""

import math

from mlsys_cli.claims import Claim
from mlsys_cli.exhibits.chance import Chance
from mlsys_cli.exhibits.exhibit import Dial, Dials, Exhibit, Frame, GuessQuestion, Number, Preset, Settings
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series

_HUNDRED_MILLION = 1e8
_HOURS = 24 * 365
_DEATHS, _CARS, _SPEED = 1.09, 100, 25.0
"""The rate of deaths and the fleet of the report."""


def miles_without_death(rate: float, confidence: float) -> float:
    """Miles to be driven without a death to show, with some confidence, at most `rate` deaths per 100 million miles."""
    return -math.log(1 - confidence) / (rate / _HUNDRED_MILLION)


def miles_to_measure(rate: float, confidence: float, precision: float) -> float:
    """Miles to be driven until the rate of deaths is known to a share, such as 0.2 for 20 %."""
    return (deviations(confidence) / precision) ** 2 / (rate / _HUNDRED_MILLION)


def shown_rate(miles: float, confidence: float) -> float:
    """The most deaths per 100 million miles that so many miles without one leave possible."""
    return -math.log(1 - confidence) / miles * _HUNDRED_MILLION


def deviations(confidence: float) -> float:
    """The number of standard deviations to both sides that hold a share of the normal distribution: 1.96 for 0.95."""
    low, high = 0.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if math.erf(middle / math.sqrt(2)) < confidence else (low, middle)
    return low


def years(miles: float, cars: int, speed: float) -> float:
    """The time that a fleet takes if it drives day and night."""
    return miles / (cars * speed * _HOURS)


def _result(settings: Settings, chance: Chance) -> Frame:
    rate, confidence, cars, speed = (settings[name] for name in ("rate", "confidence", "cars", "speed"))
    showing = miles_without_death(rate, confidence)
    measuring = miles_to_measure(rate, confidence, settings["precision"])
    what = "a death" if rate == _DEATHS else "an accident"
    numbers = (
        Number("miles without a death", round(showing), label=f"miles without {what}"),
        Number("years of that", round(years(showing, cars, speed), 2)),
        Number("miles to measure", round(measuring)),
        Number("years to measure", round(years(measuring, cars, speed), 1)),
        Number("driven", settings["driven"]),
        Number("shown at most", round(shown_rate(settings["driven"], confidence), 3), "per 100 M miles"),
    )
    words = (
        f"Without {what}: {_millions(showing)} miles, {years(showing, cars, speed):.1f} years for {cars:,} cars."
        f" To measure the rate to {settings['precision']:.0%}: {_millions(measuring)} miles,"
        f" {years(measuring, cars, speed):,.1f} years."
    )
    points = tuple((10.0**tenth, round(shown_rate(10.0**tenth, confidence), 6)) for tenth in range(5, 11))
    driven = float(settings["driven"])
    mark = PlotMark(driven, round(shown_rate(driven, confidence), 6), "driven")
    people = Series("people", ((1e5, rate), (1e10, rate)))
    alt = "The most deaths per 100 million miles that miles without one leave possible, and the rate of people."
    axes = Axis("miles", is_log=True), Axis("deaths per 100 M miles", is_log=True)
    return Frame(0, words, numbers, (Plot(alt, *axes, (Series("shown", points), people), (mark,)),))


def _millions(miles: float) -> str:
    return f"{miles / 1e9:,.1f} billion" if miles >= 1e9 else f"{miles / 1e6:,.0f} million"


def _question(settings: Settings) -> GuessQuestion:
    rate, sure = settings["rate"], f"{100 * settings['confidence']:g} % confidence"
    what = "a death" if rate == _DEATHS else "an accident"
    often = "" if rate == _DEATHS else f"People cause {rate:g} such accidents in 100 million miles. "
    if (settings["cars"], settings["speed"]) != (_CARS, _SPEED):
        fleet = f"{settings['cars']:,} cars, day and night at {settings['speed']:g} mph,"
        words = f"How many years without {what} must {fleet} drive to show with {sure} that they are as safe as people?"
        return GuessQuestion(often + words, "years of that")
    words = f"How many miles without {what} show with {sure} that a car is as safe as people?"
    return GuessQuestion(often + words, "miles without a death")


EXHIBIT = Exhibit(
    engine=Dials(_result),
    question=_question,
    remember="Deaths are so rare that no fleet can drive enough to be proved safe; so simulations must help.",
    faithful="The rates, the fleet and the sums are those of Kalra and Paddock's report.",
    ours="The report also asks how many miles show that a car is better than people; that sum isn't here.",
    sources=("kalra2016",),
    read_on="intro/waymo",
    dials=(
        Dial("rate", "deaths per 100 million miles of people", _DEATHS, low=0.001, high=1_000.0),
        Dial("confidence", "how sure one wants to be", 0.95, low=0.5, high=0.9999),
        Dial("precision", "to what share the rate is measured", 0.2, low=0.01, high=1.0),
        Dial("cars", "cars in the fleet", _CARS, low=1, high=1_000_000),
        Dial("speed", "mean speed", _SPEED, low=1.0, high=100.0, unit="mph"),
        Dial("driven", "miles driven without a death", 20_000_000, low=1_000, high=1_000_000_000_000),
    ),
    presets=(
        Preset("fleet", "Ten thousand cars need weeks to show it, and four years to measure it.", {"cars": 10_000}),
        Preset("injuries", "Injuries are seventy times as frequent, and so is the proof as fast.", {"rate": 77.0}),
    ),
    claims=(
        Claim("million miles without a death", 275, lambda: miles_without_death(1.09, 0.95) / 1e6, "kalra2016", 0.005),
        Claim("years for 100 cars", 12.5, lambda: years(miles_without_death(1.09, 0.95), 100, 25), "kalra2016", 0.005),
        Claim(
            "billion miles to measure to 20 %",
            8.8,
            lambda: miles_to_measure(1.09, 0.95, 0.2) / 1e9,
            "kalra2016",
            0.005,
        ),
        Claim("years for that", 400, lambda: years(miles_to_measure(1.09, 0.95, 0.2), 100, 25), "kalra2016", 0.01),
    ),
)
