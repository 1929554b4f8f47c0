"""A radio link over a field, past a barn: how far a signal reaches by its frequency."""

import math

from mlsys_cli.claims import Claim
from mlsys_cli.exhibits.chance import Chance
from mlsys_cli.exhibits.exhibit import Dial, Dials, Exhibit, Frame, GuessQuestion, Number, Preset, Settings
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series

_LIGHT = 299_792_458
"""The speed of light in metres a second."""
_WIFI = 2_400.0
"""The frequency of Wi-Fi in MHz, with which others are compared."""


def loss(megahertz: float, metres: float) -> float:
    """The loss in free space between two antennas that send in all directions alike, in dB."""
    return 20 * math.log10(4 * math.pi * metres * megahertz * 1e6 / _LIGHT)


def reach(megahertz: float, spare: float) -> float:
    """The distance in metres at which so many dB are lost."""
    return float(10 ** (spare / 20) * _LIGHT / (4 * math.pi * megahertz * 1e6))


def _result(settings: Settings, chance: Chance) -> Frame:
    megahertz, metres = settings["frequency"], settings["distance"]
    spare = settings["power"] - settings["sensitivity"] - settings["barn"]
    lost, far = loss(megahertz, metres), reach(megahertz, spare)
    received = settings["power"] - settings["barn"] - lost
    wifi = reach(_WIFI, spare)
    numbers = (
        Number("loss", round(lost, 2), "dB"),
        Number("received", round(received, 2), "dBm"),
        Number("arrives", received >= settings["sensitivity"]),
        Number("reach", round(far, 1), "m"),
        Number("reach at 2400 MHz", round(wifi, 1), "m"),
        Number("times as far", round(far / wifi, 3)),
        Number("less loss than at 2400 MHz", round(loss(_WIFI, metres) - lost, 2), "dB"),
    )
    verdict = "it arrives" if received >= settings["sensitivity"] else "it is lost in the noise"
    words = (
        f"At {megahertz:g} MHz and {metres:g} m, {lost:.1f} dB are lost and {received:.1f} dBm are left: {verdict}."
        f" It reaches {far / wifi:.2f} times as far as at 2400 MHz."
    )
    places = [10 ** (tenth / 5) for tenth in range(5, 26)]
    curves = tuple(
        Series(
            name, tuple((round(at, 2), round(settings["power"] - settings["barn"] - loss(mhz, at), 2)) for at in places)
        )
        for name, mhz in ((f"{megahertz:g} MHz", megahertz), ("2400 MHz", _WIFI))
    )
    needed = Series("needed", ((places[0], settings["sensitivity"]), (round(places[-1], 2), settings["sensitivity"])))
    alt = f"The power that arrives by distance, at {megahertz:g} and at 2400 MHz, and what the receiver needs."
    mark = PlotMark(metres, round(received, 2), "here")
    return Frame(
        0,
        words,
        numbers,
        (Plot(alt, Axis("distance", "m", is_log=True), Axis("power", "dBm"), (*curves, needed), (mark,)),),
    )


def _question(settings: Settings) -> GuessQuestion:
    frequency, barn = settings["frequency"], settings["barn"]
    if barn or frequency == _WIFI:
        through = f" through a barn that takes {barn:g} dB" if barn else ""
        return GuessQuestion(f"How many metres does a signal of {frequency:g} MHz reach{through}?", "reach")
    words = f"How many times as far as one of 2400 MHz does a signal of {frequency:g} MHz reach?"
    return GuessQuestion(words, "times as far")


EXHIBIT = Exhibit(
    engine=Dials(_result),
    question=_question,
    remember="A quarter of the frequency reaches four times as far: why farms use gaps between television channels.",
    faithful="The loss is that of free space, exact (Friis 1946).",
    ours=(
        "There is no ground, no crop and no weather here, and the barn is a loss that you set; in the field, lower"
        " frequencies also go through leaves and walls more easily."
    ),
    sources=("friis1946", "itu2024", "vasisht2017"),
    read_on="intro/farmbeats",
    dials=(
        Dial("frequency", "frequency", 600.0, low=30.0, high=100_000.0, unit="MHz"),
        Dial("distance", "distance", 1_000.0, low=10.0, high=1_000_000.0, unit="m"),
        Dial("power", "power that is sent", 20.0, low=-50.0, high=60.0, unit="dBm"),
        Dial("sensitivity", "the least power that the receiver needs", -90.0, low=-150.0, high=0.0, unit="dBm"),
        Dial("barn", "what a barn in the way takes", 0.0, low=0.0, high=100.0, unit="dB"),
    ),
    presets=(
        Preset("wifi", "2400 MHz: the next field is out of reach.", {"frequency": 2_400.0, "distance": 5_000.0}),
        Preset("white-space", "600 MHz over the same field.", {"distance": 5_000.0}),
        Preset("barn", "A barn takes 20 dB: a tenth of the reach is left.", {"barn": 20.0}),
    ),
    claims=(
        Claim(
            "dB lost at 600 MHz over 5 km, 32.4 + 20 log 600 + 20 log 5",
            32.4 + 20 * math.log10(600) + 20 * math.log10(5),
            lambda: loss(600, 5_000),
            "itu2024",
            0.001,
        ),
        Claim(
            "dB less at 600 than at 2400 MHz, 20 log 4",
            12.04,
            lambda: loss(2_400, 1_000) - loss(600, 1_000),
            "friis1946",
            0.0005,
        ),
    ),
)
