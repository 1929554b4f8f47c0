"""`mlsys estimate`: sums of systems engineering, with the working shown."""

import shlex

import pytest

from tests.support.cases import each
from tests.support.program import MakeBook, Run


def value_of(run: Run, words: str, key: str) -> float:
    """The value of one line of an estimate, in SI units."""
    lines = run("estimate", *words.split(), "--json").json["lines"]
    return float(next(line["value"] for line in lines if line["key"] == key))


@each(
    "words, key, value, tolerance",
    [
        ("training params=174.6B tokens=300B", "operations", 3.14e23, 0.002),
        ("training params=174.6B tokens=300B", "pf_days", 3640 * 8.64e19, 0.002),
        ("training operations=3.14e23 peak=28TFLOP/s price=$1.50/h", "years", 355 * 31557600, 0.02),
        ("training operations=3.14e23 device=28TFLOP/s price=1.50$/h", "money", 4.6e6, 0.02),
        ("memory layers=32 kv_heads=8 head=128 bytes=2", "cache_per_token", 131_072, 0),
        ("memory params=175B bits=16", "weights", 350e9, 0),
        ("roofline peak=17.6GFLOP/s bandwidth=15GB/s intensity=0.25", "ridge", 1.173, 0.001),
        ("roofline peak=17.6GFLOP/s bandwidth=15GB/s intensity=0.25", "attainable", 3.75e9, 0.001),
        ("speed-up parallel=0.95 factor=infinite", "speed_up", 20, 0.001),
        ("speed-up parallel=0.95 factor=10", "speed_up", 6.897, 0.001),
        ("waiting servers=100 slow=0.01", "waiting", 0.634, 0.001),
        ("speed llama-3-8b on h100", "each", 223.2, 0.001),  # a token reads one row of the input's table
        ("speed llama-3-8b on h100", "first", 14.11e-3, 0.001),  # and a prompt needs the output's table once
        ("speed params=8.03B bandwidth=3.35TB/s", "each", 208.6, 0.001),  # no table is known
        ("move 350 GB over 10Gbit/s", "transfer", 280, 0.001),
        ("move 350 GB over 10Gbit/s", "time", 280, 0.001),
        ("move 350 GB over 10Gbit/s delay=1s", "time", 281, 0.001),
        ("battery charge=225mAh voltage=3V active=15mW awake=50ms every=10s sleep=3uW", "power", 78e-6, 0.001),
    ],
)
def test_estimates_agree_with_published_and_simple_sums(
    run: Run, words: str, key: str, value: float, tolerance: float
) -> None:
    assert value_of(run, words, key) == pytest.approx(value, rel=tolerance)


def test_results_are_compared_with_the_published_ones(run: Run) -> None:
    found = run("estimate", "--check", "--json")
    assert (found.code, found.json["same"]) == (0, True)
    assert {one["estimate"] for one in found.json["claims"]} >= {"memory", "training", "waiting"}
    assert "results agree: 18 published figures and 4 worked" in run("estimate", "training", "--check").out
    assert "nothing to compare" in run("estimate", "where", "--check").out
    found = run("estimate", "training", "params=1B", "--check")
    assert (found.code, found.out) == (2, "")
    assert "--check takes at most the name of an estimate" in found.err


def test_each_line_has_its_formula_its_numbers_and_where_they_are_from(run: Run) -> None:
    out = run("estimate", "memory", "params=8B", "bits=4", "memory=24GB", COLUMNS=120).out
    assert "params × bits" in out
    assert "8 billion parameters × 4 bit" in out
    assert "4 GB (3.725 GiB)" in out
    assert "activations are left out" in out
    assert "count=1: machines" in out
    line = run("estimate", "memory", "params=8B", "bits=4", "--json").json["lines"][0]
    assert (line["name"], line["value"], line["unit"], line["formula"]) == ("weights", 4e9, "B", "params × bits")
    assert line["from"]["bits"] == {"value": 0.5, "unit": "B/parameter"}


def test_the_working_is_broken_only_before_the_signs_of_equality(run: Run) -> None:
    words = ("estimate", "move", "350GB", "over", "10Gbit/s")
    sizes = "size / (over × use)", "= 350 GB / (1.25 GB/s × 100%)", "= 4.667 min"
    for width, indent in ((100, 0), (80, 23), (40, 4)):
        out = run(*words, "--width", str(width)).out
        assert (f"\n{' ' * indent}" if indent else " ").join(sizes) in out
    assert "time (at least)      transfer + delay = 4.667 min + 0 ms = 4.667 min\n" in run(*words).out


def test_what_must_fit_and_does_not_ends_with_1(run: Run) -> None:
    words = [
        "memory",
        "params=70.6B",
        "bits=8",
        "layers=80",
        "kv-heads=8",
        "head=128",
        "context=32k",
        "batch=4",
        "memory=80GB",
    ]
    shown = run("estimate", *words, "--must-fit")
    assert (shown.code, "Does not fit: 33.55 GB over" in shown.out) == (1, True)
    assert run("estimate", *words).code == 0
    assert run("estimate", *words, "count=2", "--must-fit").code == 0
    assert run("estimate", "memory", "params=8B", "--must-fit").code == 2


def test_training_at_the_whole_peak_is_a_bound_of_time_and_money(run: Run) -> None:
    def bounds(*more: str) -> dict[str, str | None]:
        words = ["params=8B", "tokens=1T", "peak=989TFLOP/s", "price=$4/h", "power=700W", *more]
        return {one["key"]: one["bound"] for one in run("estimate", "training", *words, "--json").json["lines"]}

    at_best, usual = bounds(), bounds("use=40%")
    assert {key for key, bound in at_best.items() if bound == "at least"} == {"machine_time", "years", "time", "money"}
    assert not any(usual.values())
    assert at_best.keys() == usual.keys()


def test_a_range_has_a_row_for_each_value_and_a_curve(run: Run) -> None:
    words = ["speed", "params=8B", "peak=989TFLOP/s", "bandwidth=3.35TB/s", "batch=1..6"]
    rows = run("estimate", *words, "--format", "csv").out.splitlines()
    assert [row.split(",")[0] for row in rows] == ["batch", "1", "2", "4", "6"]
    out = run("estimate", *words, COLUMNS=120).out
    assert "tokens for all" in out
    assert "1256 tokens/s" in out
    steps = run("estimate", "move", "1GB", "over", "1Gbit/s", "use=20%..100%..40%", "--json").json["rows"]
    assert [row["use"]["value"] for row in steps] == pytest.approx([0.2, 0.6, 1.0])
    rates = run("estimate", "move", "1GB", "over", "1Gbit/s..4Gbit/s", "--format", "csv").out
    assert rates == "over,transfer (s),time (s)\n125000000,8,8\n250000000,4,4\n500000000,2,2\n"


@each(
    "words, values",
    [
        ("move 1TB over=1,10,100Gbit/s", [0.125e9, 1.25e9, 12.5e9]),
        ("move 1TB over=100Mbit/s,1Gbit/s", [0.0125e9, 0.125e9]),
        ("training params=1,7,70B tokens=1T", [1e9, 7e9, 70e9]),
        ("speed llama-3-8b on h100 batch=1,10,100", [1, 10, 100]),
        ("kv-cache tokens=512,1k", [512, 1024]),  # k is no unit
        ("pipeline pieces=1,1,024", [1, 1024]),
    ],
)
def test_a_list_has_a_row_for_each_value_and_may_have_its_unit_at_the_end(
    run: Run, words: str, values: list[float]
) -> None:
    found = run("estimate", *words.split(), "--json").json
    assert [row[found["range"]]["value"] for row in found["rows"]] == values


def test_the_speed_of_a_network_for_pictures_comes_from_its_work(run: Run) -> None:
    def lines(*more: str) -> dict[str, float]:
        words = ["params=25.6M", "work=8.2GFLOP", "peak=100TFLOP/s", "bandwidth=1TB/s", *more]
        return {one["key"]: one["value"] for one in run("estimate", "speed", *words, "--json").json["lines"]}

    one, many = lines(), lines("batch=100")
    assert one["computing"] == pytest.approx(8.2e9 / 100e12)
    assert one["step"] == max(one["computing"], one["reading"])
    assert many["samples"] == pytest.approx(100 / many["step"])
    assert "operations" not in one
    assert "samples/s" in run("estimate", "speed", "resnet-50", "on", "h100").out
    assert "prompt has no use here" in run("estimate", "speed", "resnet-50", "on", "h100", "prompt=5").err


def test_where_says_what_remains_and_what_rules_out_the_others(run: Run) -> None:
    found = run("estimate", "where", "ram=250kB", "latency=10ms", "power=5mW", "--json").json["verdicts"]
    assert [(one["words"].split()[0], one["fits"]) for one in found] == [
        ("cloud", False),
        ("edge", False),
        ("mobile", False),
        ("tiny", True),
    ]
    assert "latency=10 ms" in found[0]["words"]
    assert run("estimate", "where", "ram=2GB", "power=5mW", "--must-fit").code == 1


def test_a_queue_that_grows_without_end_has_no_waiting_time(run: Run) -> None:
    assert "50 ms" in run("estimate", "waiting", "rate=80/s", "service=10ms").out
    grows = run("estimate", "waiting", "rate=120/s", "service=10ms").out
    assert "grows without end" in grows
    assert "mean time" not in grows


@each(
    "words, said",
    [
        ("memory batch=-1", "batch must be above 0, not -1"),
        ("memory params=8GB", "params must be a number of parameters, not 8 GB"),
        ("move 350GB over 5kg", "over must be in B/s"),
        ("memory params=8B context=4k", "context needs layers, heads, width"),
        ("memory params=8B colour=red", "memory has no setting 'colour'"),
        (
            "queue rate=50/s latency=100ms",
            "it has rate, service, tail\n  a result can be given, too: load, mean, slow, inside",
        ),
        ("roofline matmul 4096 on h100", "roofline can't use '4096'"),
        ("price users=64 price=8$/h", "price has no use here: it doesn't fit: there is room for 52 users"),
        ("battery life=1year", "life needs charge, voltage, active, awake, every"),
        (
            "training params=70B tokens=1T use=40% gpu-hours=7M on h100",
            "machine time follows from the others: with these it is 294,911 GPU-hours\n  leave out use or tokens",
        ),
        ("memory params=8B bit=8", "did you mean 'bits'?"),
        ("memory params=0", "not 0 parameters\n  params=…: the model's parameters"),
        ("speed-up parallel=95", "did you mean parallel=95%?"),
        ("waiting servers=9 slow=-1%", "slow must be 0 or more, not -1%"),
        ("move 350gb over 10Gbit/s", "did you mean 'GB' or 'Gb'?"),
        ("training params=1B", "params needs tokens"),
        ("move 350GB over 10Gbit/s use=120%", "use must be at most 100%"),
        ("memory params=1B params=2B", "given twice"),
        ("memory params=1B batch=8..1", "empty"),
        ("softmax a=-5..3", "the range '-5..3' is empty or begins at 0 or below"),
        ("memory params=1B..8B bits=4..16", "only one setting"),
        ("roofline softmax peak=1TFLOP/s", "there is no operation 'softmax'"),
        ("roofline matmul on h100", "operation needs m, n, k\n  m=…: rows of the first matrix"),
        ("training gpt-3 samples=1000 on v100", "samples has no use here"),
        ("memory params=8B on", "a name is missing after 'on'"),
        ("waiting servers=1e9 slow=1%", "can't be worked out"),
        ("where foo", "where can't use 'foo'"),
        ("speed params=1B bandwidth=5TFLOP/s", "bandwidth must be in B/s, not 5 TFLOP/s"),
        ("battery capacity=220mAh", "did you mean charge=220mAh"),
        ("weather", "'weather' can't be estimated\n  'mlsys estimate' lists what can be"),
        # A list has as many values as items.
        ("softmax a=[5", "'[5' isn't a number"),
        ("roofline convex side=56", "there is no operation 'convex'"),
        ("float format=fp1", "there is no format 'fp1'"),  # of another number, none is guessed
        ("softmax scores=5,2", "scores has 3 values, not 2"),
        ("softmax scores=5,2,1,0", "scores has 3 values, not 4"),
        ("softmax scores=5,2,hot", "c=hot"),
        ("softmax a=1 scores=5,2,1", "'scores' is given twice"),
    ],
)
def test_nonsense_is_an_error_that_names_what_is_known(run: Run, words: str, said: str) -> None:
    found = run("estimate", *words.split())
    assert (found.code, found.out) == (2, "")
    assert said in found.err


@each(
    "words, key, value",
    [
        ("dense layers=784,300,100,10", "parameters", 266_610),
        ("softmax scores=5,2,1 temperature=4", "pa", 0.543406),
        ("softmax scores=[5,2,1] temperature=4", "pa", 0.543406),  # as Python writes a list
        ("dense 784-300-100-10", "parameters", 266_610),
        ("low-rank 4096x512 rank=64", "thin", 294_912),
        ("psi before=0.2,0.2,0.2,0.2,0.2 now=0.3,0.25,0.2,0.15,0.1", "psi", 0.135403),
        ("two-models models=[[70B,1.4T],[280B,300B]] fit=1.8172,482.01,.3478,2085.43,.3658", "other_loss", 1.9996),
        ("fedavg numbers=3,5,9 masks=1e3,-250,60", "sum", 17),
        ("fgsm weights=2,-1,0.5 inputs=1,1,1 epsilon=0.1", "after", 1.15),
        ("four-fifths invited=48,12 of=80,40", "ratio", 0.5),  # two lines, from which the shares are found
    ],
)
def test_a_list_gives_several_values_at_once(run: Run, words: str, key: str, value: float) -> None:
    assert value_of(run, words, key) == pytest.approx(value, rel=1e-5)


@each(
    "words, key, value",
    [
        ("lora model=gpt-3 rank=4", "update", 18_874_368),
        ("lora llama-3-8b rank=1", "update", 32 * (4096 + 4096 + 4096 + 1024)),  # a quarter of the heads has values
        ("lora gpt-3 rank=4 matrices=attention", "update", 4 * 96 * 4 * 2 * 12288),
        ("lora rank=1", "update", 8192),
        ("waiting rate=180/s service=10ms servers=2", "time", 0.0526316),  # which share one queue
        ("float x=0.1 fp16", "stored", 0.0999755859375),
        ("float x=0.1", "stored", 0.10009765625),
        ("float e4m3", "largest", 448),
        ("float fraction=3 highest=8", "largest", 480),  # with infinity, as other formats have it
        ("scaling operations=5.76e23", "params", 69.28e9),
    ],
)
def test_a_model_or_a_format_stands_for_its_numbers(run: Run, words: str, key: str, value: float) -> None:
    assert value_of(run, words, key) == pytest.approx(value, rel=1e-4)


def test_hours_say_the_use_of_the_machines_that_a_model_was_trained_on(run: Run) -> None:
    def use(*words: str) -> float:
        (solved,) = run("estimate", "training", *words, "--json").json["solved"]
        assert solved["name"] == "use"
        return float(solved["value"])

    assert use("llama-3-405b", "gpu-hours=30.84M") == pytest.approx(0.3452, abs=1e-4)
    assert use("llama-3-405b", "gpu-hours=30.84M", "peak=1979TFLOP/s") == pytest.approx(0.1725, abs=1e-4)
    assert use("llama-2-70b", "gpu-hours=1720320") == pytest.approx(
        use("llama-2-70b", "gpu-hours=1720320", "on", "h100") * 989 / 312
    )
    keys = [line["key"] for line in run("estimate", "training", "gopher", "--json").json["lines"]]
    assert keys == ["operations", "pf_days"]


@each(
    "words, other",
    [
        ("error-bar right=0.9 of=164", "error-bar right=0.9 n=164"),
        ("pipeline micro-batches=32", "pipeline pieces=32"),
        ("minhash similarity=0.8", "bands similar=0.8"),
        ("speculate guessed=7", "guess-ahead guesses=7"),
        ("footprint gpu-hours=30.84M", "footprint hours=30.84M"),
        ("state optimizer=6B params=7B", "state optimizer=6B/parameter params=7e9"),  # bytes, and billions
        ("lora gpt-3 rank=4 matrices='query and value'", "lora gpt-3 rank=4 matrices=2"),
        ("state optimizer=adam8bit", "state optimizer=6"),
        ("storage price=0.03", "storage $0.03/GB"),
        ("speed model=llama-3-8b machine=h100", "speed llama-3-8b on h100"),
        ("screening sensitivity=95% specificity=95% prevalence=1%", "screening finds=95% clears=95% sick=1%"),
        (
            "roofline convolution side=56 channels=64 filters=64",
            "roofline operation=conv side=56 channels=64 filters=64",
        ),
        ("run-cost mfu=40% gpu-hours=?", "run-cost use=40% hours=?"),
        ("transformer parameters=176B vocabulary=?", "transformer all=176e9 vocabulary=?"),  # and no bytes
        ("memory params=7B,280B", "memory params=7e9,280e9"),
    ],
)
def test_a_setting_or_estimate_may_have_several_names(run: Run, words: str, other: str) -> None:
    assert run("estimate", *shlex.split(words), "--json").json == run("estimate", *other.split(), "--json").json


def test_without_words_it_lists_what_can_be_estimated(run: Run) -> None:
    assert "move\tthe time to move data over a link\n" in run("estimate").out
    for one in run("estimate", "--json").json["estimates"]:
        assert one["examples"]


def test_a_misspelt_estimate_is_found(run: Run) -> None:
    found = run("estimate", "trainin", "params=1B", "tokens=1B")
    assert found.code == 0
    assert "showing 'Training' for 'trainin'" in found.err


def test_a_model_of_the_book_on_a_machine_of_the_book(run: Run) -> None:
    found = run("estimate", "memory", "llama-3-70b", "context=32k", "batch=4", "bits=8", "on", "h100", "--json").json
    lines = {line["key"]: line["value"] for line in found["lines"]}
    assert lines["cache"] == 327_680 * 32_768 * 4
    assert lines["together"] == pytest.approx(113.5e9, rel=1e-3)
    assert (found["fits"], found["model"], found["machine"]) == (False, "Llama 3.1 70B", "NVIDIA H100 SXM")
    assert found["sources"] == ["grattafiori2024", "lightning2026", "bekman2026", "epoch2025", "kwon2023"]


@pytest.mark.parametrize(
    ("model", "hours", "use", "tons"),
    [("llama-3-8b", 1.46e6, 13.9, 420), ("llama-3-70b", 7.0e6, 25.5, 2040), ("llama-3-405b", 30.84e6, 34.5, 8930)],
)
def test_the_hours_and_emissions_of_llama_3_are_those_of_its_model_card(
    run: Run, model: str, hours: float, use: float, tons: float
) -> None:
    card = run("define", f"model:{model}", "--json").json["numbers"]["training_time"]
    assert (card["value"], card["sources"]) == (hours * 3600, ["meta2024card"])
    spent = f"training {model} on h100 use={use}%"
    assert value_of(run, spent, "machine_time") == pytest.approx(hours * 3600, rel=0.01)
    assert value_of(run, spent, "emissions") == pytest.approx(tons * 1000, rel=0.1)
    # The paper reports 38 to 43 % while a run goes on; a card counts interruptions and later stages as well.
    assert value_of(run, f"training {model} on h100 use=43%", "machine_time") < hours * 3600


def test_layers_that_see_a_window_only_keep_no_long_context(run: Run) -> None:
    found = run("estimate", "memory", "gemma-3-27b", "context=128k", "--json").json
    lines = {line["key"]: line for line in found["lines"]}
    assert lines["cache_per_token"]["value"] == 10 * 2 * 16 * 128 * 2
    assert lines["cache_per_token"]["bound"] == "at least"
    assert value_of(run, "memory llama-3-8b context=128k", "cache_per_token") == 32 * 2 * 8 * 128 * 2


def test_a_mixture_of_experts_is_as_large_as_it_is_published(run: Run) -> None:
    """DeepSeek-V3 has weights of 8 bits; the file of gpt-oss-120b has 60.8 GiB."""
    assert value_of(run, "memory deepseek-v3", "weights") == 671e9
    assert value_of(run, "memory gpt-oss-120b", "weights") == pytest.approx(60.8 * 2**30, rel=0.002)
    numbers = run("define", "model:deepseek-v3", "--json").json["numbers"]
    assert (numbers["experts"]["value"], numbers["experts_used"]["value"]) == (256, 8)


def test_training_multiplies_numbers_of_16_bits_however_a_model_is_published(run: Run) -> None:
    hours = value_of(run, "training deepseek-v3 on h800 use=34.64%", "machine_time")
    assert hours == pytest.approx(2.664e6 * 3600, rel=0.001)


@each(
    "model, file",
    [("ds-cnn", 53_936), ("mobilenet-v1-025", 333_288), ("resnet-8", 98_496), ("toyadmos-autoencoder", 276_976)],
)
def test_the_files_of_mlperf_tiny_are_as_large_as_published(run: Run, model: str, file: int) -> None:
    words = f"memory {model} on nucleo-l4r5zi"
    assert value_of(run, words, "file") == pytest.approx(file, rel=0.025)
    assert value_of(run, words, "weights") < file
    assert run("estimate", *words.split(), "--must-fit").code == 0
    assert "8 bit" in run("define", f"model:{model}").out


def test_small_weights_may_take_less_flash_than_their_scales(run: Run) -> None:
    words = ["memory", "params=22604", "bits=8", "flash=40kB"]
    assert "Fits into flash: 17.4 kB left" in run("estimate", *words).out
    assert "Does not fit into flash: 12.99 kB over" in run("estimate", *words, "channels=577").out


def test_a_price_has_a_source_and_a_date(run: Run) -> None:
    price = run("define", "h100", "--json").json["numbers"]["price"]
    assert (price["sources"], price["as_of"]) == (["lambda2026"], "2026-09")
    assert "Price $3.99/h (as of September 2026)" in " ".join(run("define", "h100").out.split())
    spent = run("estimate", "training", "params=1B", "tokens=1T", "on", "h100", COLUMNS=120).out
    assert "NVIDIA H100 SXM (as of 2026-08; price: 2026-09) [1][2][3]" in spent
    published = value_of(run, "training operations=3.14e23 peak=28TFLOP/s on v100", "money")
    assert published == pytest.approx(4.6e6, rel=0.02)  # as Lambda estimated for GPT-3


@each("machine, ridge", [("a100", 156), ("h100", 295), ("h200", 206), ("b200", 281)])
def test_ridge_points_are_those_of_the_data_sheets(run: Run, machine: str, ridge: int) -> None:
    assert value_of(run, f"roofline matmul m=4096 n=4096 k=4096 on {machine}", "ridge") == pytest.approx(ridge, abs=0.6)


@each(
    "words, key, value",
    [
        ("kv-cache llama-3-70b context=32k users=8", "cache", 2 * 80 * 8 * 128 * 2 * 32_768 * 8),
        ("kv-cache mistral-7b context=8192 batch=16 bits=8", "cache", 2 * 32 * 8 * 128 * 8192 * 16),
        ("kv-cache gpt-3-small", "token", 2 * 12 * 768 * 2),  # all of its heads have keys and values of their own
        ("kv-cache deepseek-v3", "token", 61 * 576 * 2),
        ("activations llama-3-8b seq=4k", "all", 32 * 4096 * 4096 * (34 + 5 * 32)),
        ("board ds-cnn on nucleo-l4r5zi", "time", 0.182),
        ("state llama-3-8b machines=8 zero=3", "kept", 16 * 8.03e9 / 8),
        ("run-cost gpu-hours=1M price=2.5 on a100", "energy", 1e6 * 400 * 1.1 * 3600),
    ],
)
def test_the_calculators_of_chapters_take_models_and_machines_by_name(
    run: Run, words: str, key: str, value: float
) -> None:
    assert value_of(run, words, key) == pytest.approx(value, rel=0.005)


def test_a_cache_that_some_layers_do_not_keep_is_a_bound(run: Run) -> None:
    for model, bound in (("gemma-3-27b", "at least"), ("llama-3-8b", None)):
        lines = run("estimate", "kv-cache", model, "--json").json["lines"]
        assert {line["bound"] for line in lines} == {bound}


def test_misspelt_models_and_machines_are_found(run: Run) -> None:
    found = run("estimate", "memory", "lama-3-70b", "on", "nano-33-bel-sense")
    assert "showing 'Llama 3.1 70B' for 'lama-3-70b'" in found.err
    assert "showing 'Arduino Nano 33 BLE Sense' for 'nano-33-bel-sense'" in found.err
    for name in (["rtx", "4080"], ["rtx-4080"]):  # the x isn't that of `h100 x 8`
        other = run("estimate", "memory", "llama-3-8b", "on", *name)
        assert (other.code, "did you mean 'NVIDIA GeForce RTX 4090'?" in other.err) == (1, True)
    other = run("estimate", "memory", "llama-3-70b", "on", "mi300a")
    assert (other.code, "did you mean 'AMD Instinct MI300X'?" in other.err) == (1, True), "an MI300A is another machine"
    unknown = run("estimate", "memory", "zebra")
    assert (unknown.code, "mlsys list models" in unknown.err) == (1, True)


def test_a_model_without_heads_has_no_cache(run: Run) -> None:
    found = run("estimate", "memory", "resnet-50", "context=4k")
    assert found.code == 2
    assert "the book doesn't give layers, heads, width for ResNet-50" in found.err


@each(
    "words, lacks",
    [
        ("kv-cache alexnet", "layers for AlexNet"),
        ("activations ds-cnn", "width for DS-CNN"),
        ("board whisper-tiny on esp32", "work for Whisper tiny"),
        ("footprint on esp32", "power for ESP32-S3"),
        ("ridge on esp32", "peak, bandwidth for ESP32-S3"),
        ("training llama-3-8b on m4-max", "peak for Apple M4 Max"),
    ],
)
def test_a_model_or_machine_has_no_usual_number_of_another(run: Run, words: str, lacks: str) -> None:
    """Whisper gave 11,783 answers a second on a microcontroller, as many as a network of 2,484 multiplications."""
    found = run("estimate", *words.split())
    assert (found.code, f"the book doesn't give {lacks}" in found.err) == (2, True)
    of_some_network = run("estimate", "board", "on", "esp32", "--json").json["lines"]
    assert {"rate", "energy"} & {line["key"] for line in of_some_network} == {"rate"}, "its power isn't known"
    assert run("estimate", "board", "--json").json["lines"][2]["key"] == "energy"


def test_a_model_without_a_use_is_refused(run: Run) -> None:
    found = run("estimate", "lora", "alexnet")
    assert (found.code, "AlexNet has no use here" in found.err) == (2, True)
    assert run("estimate", "lora", "gpt-3").code == 0


def test_models_and_machines_are_defined_and_compared(run: Run) -> None:
    shown = run("define", "h100").out
    assert "3.35 TB/s" in shown
    assert "As of August 2026" in shown
    table = run("compare", "a100", "h100", "--json").json
    assert [column["name"] for column in table["columns"]] == ["NVIDIA A100 80 GB SXM", "NVIDIA H100 SXM"]
    assert "a100" in run("cite", "bekman2026", "--json").json["cited_by"]["machines"]


@pytest.mark.slow
def test_the_book_has_machines_and_models_of_all_sizes(run: Run) -> None:
    for kind, least in (("machine", 25), ("model", 30)):
        names = [line.split("\t")[0] for line in run("list", f"{kind}s").out.splitlines()]
        assert len(names) >= least
        for name in names:
            assert all(one["sources"] for one in run("define", f"{kind}:{name}", "--json").json["numbers"].values())


def test_a_pack_or_book_may_have_machines_of_its_own(run: Run, make_book: MakeBook) -> None:
    machines = "machines:\n- {id: toaster, name: Toaster, memory: {value: 4 MB, as_of: 2020}, bandwidth: 1 GB/s}\n"
    book = make_book({"machines.yaml": machines})
    found = run("estimate", "memory", "params=8M", "on", "toaster", "--content", str(book))
    assert "Does not fit: 12 MB over" in found.out
    assert "4 MB (as of 2020)" in run("define", "toaster", "--content", str(book)).out
    weights = run("estimate", "memory", "gpt-3", "on", "toaster", "--content", str(book), "--json").json["lines"][0]
    assert weights["value"] == pytest.approx(350e9, rel=0.01), "of the bundled book"


@each(
    "words, code, shown",
    [
        ("queue mean=50ms load=?", 0, "Load: 80%."),
        ("move 1TB time=5min transfer=?", 0, "Over (at least): 3.333 GB/s, for time of 5 min."),
        ("training machine-time=3M operations=? params=7B on h100", 2, "params needs tokens"),
    ],
)
def test_a_line_can_be_asked_for_while_another_has_a_value(run: Run, words: str, code: int, shown: str) -> None:
    found = run("estimate", *words.split())
    assert (found.code, shown in found.out + found.err) == (code, True)


def test_what_was_found_for_one_line_is_never_shown_with_another_value_of_it(run: Run) -> None:
    found = run("estimate", "two-models", "work=5.76e23", "ratio=20")
    assert (found.code, found.out) == (2, "")
    assert "work and ratio can't be turned round together" in found.err
    assert "give one of tokens=… or params=…" in found.err


@each(
    "words, fault",
    [
        (
            "memory weights=14GB params=1B..2B",
            "it would be 7 billion parameters, and must be from 1 billion parameters",
        ),
        ("shares together=5 both=-3..3..1", "it would be 23, and must be from -3 to 3"),
    ],
)
def test_a_given_is_found_only_in_the_range_that_is_typed(run: Run, words: str, fault: str) -> None:
    found = run("estimate", *words.split())
    assert (found.code, found.out, fault in found.err) == (2, "", True), found.err
    assert run("estimate", "memory", "weights=14GB", "params=1B..8B").code == 0


def test_bare_quantities_are_read_from_left_to_right(run: Run) -> None:
    assert value_of(run, "training 70B 1.4T on h100", "operations") == pytest.approx(5.88e23)
    for words in ("training 70B 1.4T", "training 70B 1.4 trillion", "training 1.4T tokens 70B"):
        lines = run("estimate", *words.split(), "--json").json["lines"]
        used = next(line["from"] for line in lines if line["key"] == "operations")
        assert (used["active"]["value"], used["tokens"]["value"]) == (70e9, 1.4e12), words


@each(
    "words, left",
    [
        ("memory 7B on 24 GB", 10e9),
        ("memory 7B on 24GB", 10e9),
        ("memory 70B on 8x24GB", 52e9),
        ("memory 70B on 8 x 24 GB", 52e9),
    ],
)
def test_a_bare_quantity_may_stand_for_the_machine(run: Run, words: str, left: float) -> None:
    assert value_of(run, words, "left") == pytest.approx(left)


@each(
    "words",
    [
        "70B 4 bit",
        "70B 4-bit",
        "70B in 4bit",
        "70B at 4 bits",
        "70B int4",
        "70B nf4",
        "4 bit 70B on h100",
        "70B bits=4-bit",
        "70B bits=int4",
    ],
)
def test_a_width_is_that_of_the_weights(run: Run, words: str) -> None:
    """And not the memory of a machine, which has the same unit."""
    assert value_of(run, f"memory {words}", "weights") == pytest.approx(35e9)


@each("width", ["1.58 bit", "1.58-bit", "1.58bits"])
def test_a_width_may_have_a_fraction(run: Run, width: str) -> None:
    assert value_of(run, f"memory 70B {width}", "weights") == pytest.approx(13.825e9)


def test_a_width_has_nowhere_else_to_go(run: Run) -> None:
    assert run("estimate", "memory", "70B", "bits=4", "4", "bit").out == ""
    assert "can't use" in run("estimate", "move", "4", "bit", "over", "1Gbit/s").err


def test_what_is_left_or_wasted_is_a_bound_only_if_something_is_left_out(run: Run) -> None:
    for words, key, bound in (
        ("memory 7B memory=24GB", "left", "at most"),
        ("memory 7B memory=24GB activations=1GB", "left", None),
        ("retrain days=7", "waste", None),
        ("memory llama-3-8b activations=1GB memory=80GB", "left", "at most"),
        ("memory llama-3-8b activations=1GB memory=80GB context=8k", "left", None),
        ("memory gemma-3-27b activations=1GB context=8k", "together", "at least"),
        ("roofline matmul m=4 n=4 k=4", "intensity", "at most"),
        ("carry", "wire", None),
        ("carry use=100%", "wire", "at least"),
        ("fusion", "slow", None),
    ):
        lines = run("estimate", *words.split(), "--json").json["lines"]
        assert next(line["bound"] for line in lines if line["key"] == key) == bound, words


@each(
    "words, message",
    [
        ("memory 7B 13B on h100", "memory can't use all of '7B 13B'"),
        ("memory 7B 24GB on h100", "the book has another value for memory of a machine of NVIDIA H100 SXM than 24 GB"),
        ("training llama-3-8b 13B", "the book has another value for the model's parameters of Llama 3.1 8B than"),
    ],
)
def test_a_bare_quantity_that_means_nothing_else_is_refused(run: Run, words: str, message: str) -> None:
    found = run("estimate", *words.split())
    assert (found.code, found.out, message in found.err) == (2, "", True), found.err


def test_a_result_is_turned_round_by_the_formula_that_needs_least(run: Run) -> None:
    """The battery's power when awake is found as if it were awake all the time, since nothing else is known."""
    found = run("estimate", "battery", "charge=1000mAh", "voltage=3.7V", "life=1year", "--json").json["solved"]
    assert [(one["name"], one["value"]) for one in found] == [("active", pytest.approx(3.7 / 365.25 / 24))]


def test_what_depends_on_the_width_of_a_transformer_follows_it(run: Run) -> None:
    """And isn't that of GPT-3, which the other defaults are."""
    assert value_of(run, "transformer layers=32 width=4096", "blocks") == pytest.approx(12 * 32 * 4096**2)
    assert value_of(run, "transformer layers=32 width=4096 heads=32", "attention") == pytest.approx(4 * 4096**2)
    assert value_of(run, "activations tokens=4096 width=4096", "scores") == pytest.approx(5 * 32)


def test_a_share_near_to_all_says_what_is_left(run: Run) -> None:
    """99.99 % of a month would leave 4.32 minutes, and not 5."""
    assert "Promise: 99.988%, for time that it may be down of 5 min." in run("estimate", "budget", "minutes=5").out
    assert "= 97.4%" in run("estimate", "parts", "parts=2", "works=98.69%").out


def test_a_name_that_is_unknown_is_told_once_where_names_are(run: Run) -> None:
    hints = run("estimate", "memory", "nonesuch-9b").err.splitlines()[1:]
    assert hints == ["  'mlsys list models' lists those of the book; others can be given by their numbers"]


def test_the_price_of_tokens_for_one_says_that_a_batch_costs_less(run: Run) -> None:
    said = "one sequence has the machines to itself; in a batch, a token costs less"
    assert said in " ".join(run("estimate", "speed", "llama-3-8b", "on", "h100").out.split())
    assert said not in " ".join(run("estimate", "speed", "llama-3-8b", "batch=8", "on", "h100").out.split())
    assert said not in " ".join(run("estimate", "speed", "resnet-50", "on", "h100").out.split())


def test_what_follows_from_an_exact_line_is_no_bound(run: Run) -> None:
    lines = run("estimate", "training", "llama-3-405b", "gpu-hours=30.84M", "--json").json["lines"]
    assert next(line["bound"] for line in lines if line["key"] == "time") is None
    lines = run("estimate", "training", "llama-3-405b", "--json", "on", "h100").json["lines"]
    assert next(line["bound"] for line in lines if line["key"] == "time") == "at least"


@each(
    "words, code, shown",
    [
        # The tokens of the model aren't given up for a time that its machines can't keep.
        ("training llama-3-70b time=30days on 64 h100", 2, "no use gives time 30 days: it would be 3,873%"),
        ("training llama-3-70b time=30days use=40% on 64 h100", 0, "Tokens: 154.9 billion tokens, for time of 30 days"),
        # What follows from a bound is itself one: the time is at least so long for so many tokens.
        ("training llama-3-70b time=30days tokens=? on 64 h100", 0, "Tokens (at most): 387.3 billion tokens, for time"),
        ("training llama-3-70b time=30days count=? on h100", 0, "Count (at least): 2479, for time of 30 days"),
        ("memory llama-3-8b together=24GB context=?", 0, "Context (at most): 60,577 tokens, for together of 24 GB"),
        ("memory gpt-3 machines=5 on h100", 2, "any bits from 14.6621 bit to 18.3276 bit gives machines"),
        # What is found in place of the likelier given says why.
        ("speed resnet-50 step=1us on h100", 0, "no batch from 1 to 4096 gives each batch 1 µs"),
        # The only value that a line lacks is found from it.
        ("speed-up speed-up=10 parallel=95%", 0, "Factor: 19, for speed-up (Amdahl) of 10."),
        ("speed-up speed-up=30 parallel=95%", 2, "it goes from 1 with factor=1 to 20 with factor=100,000"),
        # Beside a pole, and near an extreme.
        ("queue mean=200ms service=?", 0, "Service: 10 ms, for mean time of 200 ms."),
        ("elo gaps=20 better=?", 2, "several better give standard errors between them 20: 1371 and 1585"),
        # On a stretch; and two values that four digits don't tell apart.
        ("memory machines=5 memory=? gpt-3 on h100", 2, "any memory from 69.84 GB to 87.3 GB gives machines that"),
        ("airtime symbols=48 payload=? sf=7", 2, "any payload from 22.5 B to 26 B gives symbols"),
        ("training llama-3-70b time=30days use=40% count=? on h100", 0, "6197 gives 29.998 days, 6196 gives 30.003"),
        # A result as it is shown leads to what it was worked out from, also at the end of a wide range.
        ("kv-cache users=? cache=17.18GB", 0, "Users: 1, for cache of all of 17.18 GB: 1 gives 17.18 GB"),
        ("crowd more=? alone=86.13%", 2, "it would be 0.9997, and must be 1 or more"),
        ("lora rank=? share=0.3906%", 0, "Rank: 8, for share that is learned of 0.3906%: 8 gives 0.3906%, 7 gives"),
        ("fade layers=? arrives=9.537e-7", 0, "Layers: 10, for share that arrives at the first layer of 9.537e-7"),
        ("dense first=? macs=109,184", 0, "First: 128, for multiplications for a picture of 109,184"),
        # At an end of its range: at 0, on a stretch from there, and of a whole number, where digits are lost.
        ("link reach=0.397612096603m sensitivity=?", 0, "Sensitivity: 0 dBm, for reach"),
        ("launches time=5ms work=?", 2, "any work from 0 s to 5 µs gives time of all 5 ms"),
        ("fill useful=0.999490259967 rows=?", 2, "any rows from 999,999 to 1 million gives useful share"),
        ("bands found=0.999999046326 rows=?", 0, "Rows: 1, for probability that they are found"),
        ("float power=-100 x=?", 2, "no x from 0.001 to 1000 gives exponent of the number -100"),
        ("roofline matmul n=4096 k=4096 share=100% m=? on h100", 0, "M: 345, for of the peak of 100%"),
        ("jump length=586 wanted=99.8% digit=?", 2, "wanted doesn't depend on digit"),  # nor is it about the length
        # What is beyond an end by less than four digits show.
        ("train-memory bytes=? kept=4.594MiB", 2, "it would be 4.0002 B, and must be at most 4 B"),
        ("checkpoint lost=14.66% every=?", 2, "it goes from 14.665% with every=27.28 min to 200.27% with every=1 min"),
    ],
)
def test_a_given_is_found_or_it_is_said_why_not(run: Run, words: str, code: int, shown: str) -> None:
    found = run("estimate", *words.split())
    assert (found.code, shown in " ".join((found.out + found.err).split())) == (code, True), found.out + found.err


def test_prices_and_other_settings_are_shown_in_the_units_in_which_they_are_typed(run: Run) -> None:
    cost = " ".join(run("estimate", "break-even").out.split())
    assert "$200/year × 3 years + 30 W × 3 years × $0.15/kWh" in cost
    assert "reach with frequency=2.4 GHz" in run("estimate", "link").out


def test_a_line_is_shown_in_the_unit_in_which_it_is_asked_for(run: Run) -> None:
    assert (
        "Emissions: 8,000 kg." in run("estimate", "footprint", "energy=20MWh", "carbon=400g/kWh", "emissions=?kg").out
    )
    assert "Time: 16,000 s." in run("estimate", "move", "1TB", "over=1Gbit/s", "use=50%", "time=?s").out
    assert "can't be asked for in 'days'" in run("estimate", "footprint", "emissions=?days").err


def test_a_share_that_would_be_above_1_and_a_time_that_would_be_negative_are_left_out(run: Run) -> None:
    slower = run("estimate", "speed-up", "parallel=95%", "factor=0.5").out
    assert "speed-up (Amdahl)" in slower
    assert "each processor gives" not in slower
    late = run("estimate", "reach", "work=900ms").out
    assert "The computer alone takes longer than there is." in late
    assert "time left" not in late
    assert "Deadline (at least)" in run("estimate", "reach", "work=900ms", "reach=5km", "deadline=?").out


def test_one_value_of_a_range_without_a_result_leaves_the_others(run: Run) -> None:
    rows = run("estimate", "experts", "batch=1", "experts=4..16", "--json").json["rows"]
    assert [bool(row["lines"]) for row in rows] == [True, True, True]
    assert "batch has no use here" in run("estimate", "experts", "batch=1", "experts=4").err
    words = ("kv-cache", "cache=20GB", "users=?")
    rows = run("estimate", *words, "layers=8..64..8", "--json").json["rows"]
    assert [bool(row["lines"]) for row in rows] == [True] * 4 + [False] * 4
    assert "must be 1 or more" in run("estimate", *words, "layers=40..64..8").err
    fitting = ("estimate", "memory", "llama-3-8b", "memory=80GB", "left=50GB", "context=?", "--must-fit")
    assert [run(*fitting, f"bits={bits}").code for bits in ("8,16", "16,64")] == [0, 1]


def test_a_result_for_each_second_can_be_typed_as_it_is_shown(run: Run) -> None:
    found = run("estimate", "bits", "params=?", "tokens=89.32 1/s").out
    assert "for tokens a second for one user of 89.32 1/s." in " ".join(found.split())
    assert run("run", "queue", "--set", "rate=0.5 1/s").out == run("run", "queue", "--set", "rate=0.5/s").out


@each(
    "words, key, value",
    [
        ("float x=0.0000001 fp16", "stored", 1.1920928955078125e-07),
        ("float x=0.00000001 fp16", "stored", 0),
        ("float x=0.1 fp16", "stored", 0.0999755859375),
    ],
)
def test_small_numbers_of_few_bits_keep_fewer_digits_or_none(run: Run, words: str, key: str, value: float) -> None:
    assert value_of(run, words, key) == pytest.approx(value)
    is_small = "(subnormal)" in run("estimate", *words.split()).out
    assert is_small == ("x=0.1" not in words)


def test_groups_that_do_not_make_all_together_are_told(run: Run) -> None:
    assert "don't make 100 % together" in run("estimate", "psi", "a=50%").out
    assert "don't make 100 % together" not in run("estimate", "psi", "a=28%", "b=27%").out
