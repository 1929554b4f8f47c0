"""Phrases of which a book has only some words are never answered by an entry for a part, unless it says so."""

import shlex

import pytest

from mlsys_cli.text.english import normalize_name
from tests.support.cases import each
from tests.support.program import MakeBook, Run

PHRASES = """
systolic array, gpu out of memory, vector database, tensor parallelism, prompt caching, pipeline parallelism, zero
redundancy, network partition, causal inference, cosine schedule, knowledge graph, label smoothing, gradient
accumulation, paged attention, prompt injection, teacher student, point cloud, vector search,
beam search width, error budget, rate limiting, optical flow

expert parallelism, tensor cores in a phone, attention mask ratio, attention head pruning, gradient boosting, data
lake house keeper, hash collision, memory leak, memory safety, cache coherence, cache miss, branch prediction, loss
spike, loss landscape of a transformer, token bucket, token ring, ring attention, model merging, model soup, model
zoo, model collapse in banks, learning to rank, active noise, noise cancelling, batch effect, batch scheduler, stack
overflow, kernel panic, kernel density, kernel regression, transformer oil, transformer winding, quantum computing,
neural radiance field, radiance field, recall of a car, precision engineering, precision farming, bias voltage, bias
tape, weight loss, weight lifting, layer cake, pooling equilibrium, dropout rate in schools, perceptron soup, label
printer, cluster headache, container ship, sensor gloves, edge of the world, cloud chamber, mobile home, graph theory,
graph coloring, tree ring, random walk, drift racing, spam musubi

up sampling, under sampling, mean gradient, first layer, named tensor, thinking model, thinking tokens,
no gradient, gradient before training, batch size one, quick sort, use case, work stealing
"""
"""Of the field, with a name that means something else, and with words that questions are made of."""


@pytest.mark.slow
@each("phrase", [" ".join(phrase.split()) for phrase in PHRASES.replace("\n\n", ",").split(",")])
def test_a_part_of_a_phrase_is_no_answer(run: Run, phrase: str) -> None:
    """An entry has the phrase as its name, or a message says what is shown for it; hits say which words they lack."""
    result = run(*phrase.split(), "--json")
    if result.code == 1:
        assert result.out == ""
    elif result.json["kind"] == "search":
        lacks = result.json["hits"][0]["lacks"]
        said = run(*phrase.split()).out.splitlines()[3] if lacks else ""
        assert all(word in said for word in lacks), said
    elif result.json["kind"] == "run":  # a calculator has no aliases of one word
        assert normalize_name(phrase) == normalize_name(result.json["title"])
    elif not result.err.startswith(f"mlsys: showing '{result.json['name']}' for '{phrase}'"):
        names = (result.json["name"], *result.json["aliases"])
        assert normalize_name(phrase) in map(normalize_name, names)


@each(
    "phrase, entry_id",
    [
        ("point cloud", "lidar"),
    ],
)
def test_what_people_ask_to_find_a_term_shows_it(run: Run, phrase: str, entry_id: str) -> None:
    result = run(*phrase.split(), "--json")
    assert result.json["id"] == entry_id
    assert result.err == f"mlsys: showing '{result.json['name']}' for '{phrase}'\n"
    assert run(*phrase.split(), "--exact", "--json").json["kind"] == "search"
    defined = run("define", *phrase.split(), "--json")
    assert (defined.json["id"], defined.err) == (entry_id, result.err)
    assert run("define", "--exact", *phrase.split()).code == 1


@each(
    "phrase, said",
    [
        ("podman vs docker", "Nothing fits well; these are the nearest. No page has 'podman'."),
        ("banana smoothing", "Nothing fits well; these are the nearest. None of these has 'banana'."),
        ("network partition", "The first doesn't have 'network'."),
        ("up sampling", "The first doesn't have 'up'."),
        ("work stealing", "No page has these words together."),
        ("gpt 9", "The first doesn't have '9'."),
        ("alphafold 3", "No page has these words together."),
        ("centre of mass", "No page has these words together."),
        ("c++", "A search leaves out signs such as '++'."),
        ("p > 0.05", "No page has these words together."),
        ("is it", "All of these are common words; add one that says what it is about."),
    ],
)
def test_hits_say_what_they_lack(run: Run, phrase: str, said: str) -> None:
    assert run(*phrase.split(), "--width", "100").out.splitlines()[3] == said


def test_hits_that_lack_nothing_say_nothing(run: Run) -> None:
    for phrase in ("rate of change", "who invented backpropagation", "A/B testing of a model?", "non-IID data"):
        assert run("search", phrase).out.splitlines()[3].endswith((" · term", " · section")), phrase


def test_of_a_word_with_signs_it_is_not_said_that_the_book_mentions_it(run: Run) -> None:
    assert "the book mentions it" not in run("define", "c++").err
    assert "the book mentions it" in run("define", "42").err


def test_a_comparison_is_not_answered_by_one_of_its_sides(run: Run) -> None:
    """Alexa alone is what people ask to find voice assistants."""
    asked = run("alexa", "vs", "go", "--json")
    assert (asked.json["kind"], asked.err) == ("search", "mlsys: the book has no such comparison: 'alexa vs go'\n")
    assert run("alexa", "--json").json["id"] == "voice-assistant"
    assert run("gpu", "vs", "go", "--json").json["kind"] == "search"
    assert run("gpu", "vs", "fpga", "--json").json["kind"] != "search"


def test_a_common_word_is_not_a_whole_question_that_has_it(run: Run) -> None:
    """`why should this help` leads to the theory of change."""
    assert run("define", "help").code == 1
    for word in ("mother", "everyone"):
        assert run(word, "--json").json["kind"] == "search", word
    assert run("define", "why should this help", "--json").json["id"] == "theory-of-change"


def test_of_words_in_a_row_only_is_one_taken_for_a_misspelt_name(run: Run) -> None:
    """The cost of training isn't post-training."""
    assert "Post-training" not in run("cost", "of", "training").err
    assert run("what", "is", "a", "percetron").err == "mlsys: showing 'Perceptron' for 'percetron'\n"


def test_a_place_that_the_book_lacks_is_no_question(run: Run) -> None:
    """A text may well have the word and the number; with more words, these are a question."""
    result = run("chapter", "99")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: there is no chapter '99'\n")
    assert run("section", "9.99").err.startswith("mlsys: there is no section '9.99'\n")
    assert run("section", "ninety").err.startswith("mlsys: there is no section '90'\n")
    assert run("chapter", "99", "of", "the", "heap", "--json").json["kind"] == "search"
    assert run("chapter", "3", "of", "the", "heap").err == "mlsys: showing 'chapter 3' for 'chapter 3 of the heap'\n"
    assert run("chapter", "3").err == ""


def test_a_name_with_a_letter_behind_its_number_is_another_name(run: Run) -> None:
    assert run("gpt-4o", "--json").json["kind"] == "search"
    assert run("word2vecc", "--json").json["id"] == "word2vec"


def test_a_name_that_has_all_words_is_answered_without_a_word(run: Run) -> None:
    for phrase in ("data drift", "what is tail latency", "amdahl's law", "what does dropout mean"):
        result = run(*phrase.split(), "--json")
        assert (result.json["kind"], result.err) == ("term", "")


@each(
    "question, command",
    [
        ("how much memory does a 7B model need", "memory params=7B 'together=?'"),
        ("how much memory for 7B", "memory params=7B 'together=?'"),
        ("how much memory does a 7B model need in int4", "memory params=7B bits=int4 'together=?'"),
        (
            "kv cache with 2 layers 32 heads head=128 context=1k",
            "memory layers=2 heads=32 head=128 context=1k 'cache=?'",
        ),
        ("does llama-3-70b fit on an h100", "memory llama-3-70b on h100"),
        ("does llama-3-70b fit into 48 GB with 4 bits", "memory llama-3-70b 'memory=48 GB' bits=4"),
        ("how fast is gpt-3 on 8 h100", "speed gpt-3 count=8 on h100"),
        ("how long does it take to train llama-3-8b on 64 h100", "training llama-3-8b count=64 'time=?' on h100"),
        ("how long to send 1 TB over 10 Gbit/s", "move 'size=1 TB' 'over=10 Gbit/s' 'time=?'"),
        ("kv cache of llama-3-8b with a context of 32k", "memory llama-3-8b context=32k 'cache=?'"),
        ("energy of training gpt-3 on v100", "training gpt-3 'energy=?' on v100"),
        ("roofline matmul m=1 n=4096 k=4096 on h100", "roofline operation=matmul m=1 n=4096 k=4096 on h100"),
        ("how long until the first token of gpt-3 on 8 h100", "speed gpt-3 count=8 'first=?' on h100"),
        (
            "largest batch of llama-3-70b with context 8k on 8 h100",
            "memory llama-3-70b count=8 context=8k 'largest=?' on h100",
        ),
        ("time between failures of a cluster of 100000 gpus", "failures gpus=100000 'between=?'"),
        ("memory to train params=7.5B with adam on 64 gpus", "state params=7.5B machines=64 optimizer=adam"),
        ("memory to train a 7B model with sgd", "state params=7B optimizer=sgd"),
        ("how much memory does 70B need on 8x24GB", "memory params=70B count=8 memory=24GB 'together=?'"),
        ("price of 1000 tokens llama-3-8b on h100", "speed llama-3-8b paid=1000 'bill=?' on h100"),
        ("price of 10M tokens of llama-3-70b on 4 h100", "speed llama-3-70b count=4 paid=10M 'bill=?' on h100"),
        ("how far can a server be for 5 ms", "reach 'deadline=5 ms'"),
        ("how many alarms are right with 90% sensitivity and 1% prevalence", "screening finds=90% sick=1% 'right=?'"),
        ("price of 1M tokens llama-3-8b on h100", "speed llama-3-8b paid=1M 'bill=?' on h100"),
        ("price of a million tokens llama-3-8b on h100", "speed llama-3-8b 'million=?' on h100"),
        ("how large is the kv cache of llama-3-8b at 128k", "memory llama-3-8b context=128k 'cache=?'"),
        ("how many gpus do I need for llama-3-405b on h100", "memory llama-3-405b 'machines=?' on h100"),
        (
            "training deepseek-v3 took 2.664M gpu hours on h800",
            "training deepseek-v3 'machine-time=2.664M gpu-hours' on h800",
        ),
        ("how many h100 do I need for llama-3-70b", "memory llama-3-70b 'machines=?' on h100"),
        ("how many gpus to train gpt-3 in 30 days", "training gpt-3 'time=30 days' 'count=?'"),
        (
            "what mfu is 30.84M gpu-hours for llama-3-405b",
            "training llama-3-405b 'machine-time=30.84M gpu-hours' 'use=?'",
        ),
        ("what do 2.788M gpu-hours cost at 2 $/h", "training 'machine-time=2.788M gpu-hours' 'price=2 $/h' 'money=?'"),
        ("training with operations=1e23 at 28 TFLOP/s", "training operations=1e23 'peak=28 TFLOP/s'"),
        ("how many questions for a margin of error of 1%", "error-bar margin=1% 'n=?'"),
        ("standard error of 85% on 198 questions", "error-bar right=85% n=198 'error=?'"),
        ("tokens for a 70B model compute-optimal", "scaling params=70B 'tokens=?'"),
        (
            "battery life of 225 mAh at 3 V with 15 mW for 50 ms every 10 s",
            "battery 'charge=225 mAh' 'voltage=3 V' 'active=15 mW' 'awake=50 ms' 'every=10 s' 'life=?'",
        ),
        ("zero stage 3 memory of 7.5B on 64 gpus", "state params=7.5B machines=64 'stage3=?'"),
        ("how much memory do I need to fine-tune a 7B model", "state params=7B"),
        ("how big are the weights of gpt-3", "memory gpt-3 'weights=?'"),
        ("kv cache size for llama-3-8b at 128k", "memory llama-3-8b context=128k 'cache=?'"),
        ("train llama-3-8b within 4 weeks on 512 h100", "training llama-3-8b count=512 'time=4 weeks' on h100"),
        ("can I run llama-3-70b on two h100", "memory llama-3-70b count=2 on h100"),
        ("how big is gpt-2 in fp16", "memory gpt-2 bits=fp16 'weights=?'"),
        ("how many gpu hours to train llama-3-8b on h100", "training llama-3-8b 'machine-time=?' on h100"),
        ("how long does a 1000 mAh battery last at 10 mA", "battery 'charge=1000 mAh' 'current=10 mA' 'life=?'"),
        ("8 parts each 99% reliable", "parts parts=8 works=99%"),
        ("chinchilla loss of 70B parameters and 1.4T tokens", "two-models params=70B tokens=1.4T 'loss=?'"),
        ("how many tokens/s does a 7B model reach on an h100", "speed params=7B 'rate=?' on h100"),
        ("emissions of 1 million gpu hours at 500 W", "footprint 'hours=1 million' 'power=500 W' 'emissions=?'"),
        ("how long do jobs wait at 90 per second if each takes 10 ms", "queue rate=90/second 'service=10 ms' 'mean=?'"),
        (
            "best checkpoint interval with 5 min to save and failures every 8 hours",
            "checkpoint 'write=5 min' 'between=8 hours' 'best=?'",
        ),
        (
            "price of 5M tokens of llama-3-8b on a100 at $1.5/h",
            "speed llama-3-8b paid=5M 'price=$1.5/h' 'bill=?' on a100",
        ),
        ("cost of storing 100 TB for 3 years", "storage 'size=100 TB' 'time=3 years' 'keeping=?'"),
        ("energy of 1M tokens of llama-3-8b on h100", "speed llama-3-8b paid=1M 'energy-of-all=?' on h100"),
        (
            "how long for 1e25 flop on 10000 h100 at 35% mfu",
            "training count=10000 'operations=1e25 flop' use=35% 'time=?' on h100",
        ),
        ("how many kwh to train llama-3-8b on 100 h100", "training llama-3-8b count=100 'energy=?' on h100"),
        ("what context fits for llama-3-8b on a 4090", "memory llama-3-8b 'longest=?' on 4090"),
        ("how many users fit with llama-3-8b at 8k on an h100", "memory llama-3-8b context=8k 'largest=?' on h100"),
        ("how long may a service with 99.95% be down in a month", "budget promise=99.95% window=month 'minutes=?'"),
        ("how many numbers does lora of rank 16 learn for gpt-3", "lora gpt-3 rank=16 'update=?'"),
        ("what bandwidth do I need to move 1 PB in a week", "move 'size=1 PB' 'time=1 week' 'over=?'"),
        (
            "waiting time at 95 requests per second with 10 ms each",
            "queue rate=95/second 'service=10 ms' 'mean=?'",
        ),
        (
            "how many servers for 2000 requests per second at 20 ms each",
            "queue rate=2000/second 'service=20 ms' 'servers=?'",
        ),
        ("majority of 5 models", "jury members=5 'together=?'"),
        ("low-rank 4096x512", "low-rank rows=4096 columns=512"),
        ("downtime of three nines", "budget 'promise=three nines' 'minutes=?'"),
        ("how much downtime does 99.9% allow in a year", "budget promise=99.9% 'window=1 year' 'minutes=?'"),
        (
            "what does it cost to store 200 TB for a year at $0.02/GB a month",
            "storage 'size=200 TB' 'time=1 year' 'price=$0.02/GB/month' 'keeping=?'",
        ),
        ("time per token of llama-3-70b on four h100 in fp8", "speed llama-3-70b count=4 bits=fp8 'step=?' on h100"),
        ("ridge point of one h100", "roofline 'ridge=?' on h100"),
        # A price for an hour of a machine, and hours of a machine, which are no number of machines.
        (
            "cost to train llama-3-8b on 1T tokens with h100s at $2 per gpu hour",
            "training llama-3-8b tokens=1T 'price=$2/h' 'money=?' on h100s",
        ),
        ("how much energy do 500 h100 hours use", "footprint hours=500 'energy=?' on h100"),
        ("compute optimal model size for 1e22 flops", "scaling 'work=1e22 FLOP' 'params=?'"),
        ("how many tokens should I train a 3B model on", "scaling params=3B 'tokens=?'"),
        # A result before its words, beside which something else is asked for.
        ("how many labels for 3% margin of error", "error-bar margin=3% 'n=?'"),
        ("how many nines is 5 minutes of downtime a year", "budget 'minutes=5 minutes' window=year 'promise=?'"),
        ("downtime per year at 99.9%", "budget promise=99.9% window=year 'minutes=?'"),
        ("how long does a cr2032 last if the device draws 1 mW", "coin-cell 'mean=1 mW' 'life=?'"),
        ("what is the kv cache per token of llama 3 8b", "memory llama 3 8b 'cache-per-token=?'"),
        ("users for an ab test with 2% baseline and 10% lift", "enough now=2% lift=10% 'exact=?'"),
        ("what batch size makes an a100 compute bound", "ridge 'enough=?' on a100"),
        ("speculative decoding acceptance 0.8 draft 4", "guess-ahead accepted=0.8 guesses=4"),
        ("probability that all 20 servers are up if each is 99.5%", "parts parts=20 works=99.5% 'whole=?'"),
        ("how much faster is my program if 80% runs 10x faster", "speed-up parallel=80% factor=10 'speed-up=?'"),
        ("adam optimizer memory for 3B parameters", "state params=3B optimizer=adam"),
        # A unit that is wanted at the end, for the line that is asked or the one that has it.
        ("kv cache of llama-3-8b with 128k context in GiB?", "memory llama-3-8b context=128k 'cache=?GiB'"),
        ("training llama-3-8b on 8 h100 in hours", "training llama-3-8b count=8 'time=?hours' on h100"),
        ("memory of a 7B model in fp16 in GB", "memory params=7B bits=fp16 'together=?GB'"),
        ("downtime of three nines in month", "budget 'promise=three nines' window=month 'minutes=?'"),
        # A list, a plain number beside a word for what is asked, and a quantity by a unit of its line.
        ("softmax of 2, 1 and 0.5", "softmax a=2 b=1 c=0.5"),
        ("what is 0.1 in bf16", "float x=0.1 format=bf16"),
        ("how many parameters does lora train on a 4096x512 matrix", "lora rows=4096 columns=512 'update=?'"),
        (
            "how much co2 does 10 MWh cause at 400 g/kWh",
            "footprint 'energy=10 MWh' 'carbon=400 g/kWh' 'emissions=?'",
        ),
    ],
)
def test_a_question_for_a_number_is_answered_by_the_calculator_that_understands_it(
    run: Run, question: str, command: str
) -> None:
    asked = run(*question.split())
    assert asked.err == f'mlsys: showing "mlsys estimate {command}"\n'.replace('"', "'" if "'" not in command else '"')
    assert asked.out == run("estimate", *shlex.split(command)).out


@each(
    "words, command",
    [
        ("pipeline 8 stages 32 microbatches", "pipeline stages=8 pieces=32"),
        ("move 10TB in 1 day", "move size=10TB 'time=1 day'"),
        ("training llama-3-8b in 30 days on 512 h100", "training llama-3-8b count=512 'time=30 days' on h100"),
        ("checkpoint 2min to save, fails every 3 hours", "checkpoint write=2min 'between=3 hours'"),
        ("memory 70B on 8 x 24 GB", "memory params=70B count=8 'memory=24 GB' 'together=?'"),
    ],
)
def test_an_estimate_may_be_asked_as_in_a_question(run: Run, words: str, command: str) -> None:
    asked = run("estimate", *words.split())
    assert asked.err == f'mlsys: showing "mlsys estimate {command}"\n'.replace('"', "'" if "'" not in command else '"')
    assert asked.out == run("estimate", *shlex.split(command)).out
    assert run("estimate", *words.split(), "--exact").code in (1, 2)


def test_other_questions_name_no_estimate(run: Run) -> None:
    for question in (
        "how much memory does a network need",
        "why does memory cost more than arithmetic",
        "what is a 7B model",
        "when was llama-3-8b published",
        "how does a 4 bit model lose accuracy",
        "what is the memory of gpt-3 made of",
        "how much memory does a 7B model need in 8 bits or 4 bits",
        "how much memory does a 7B model need in 8 bits 4 bits",
        "how much more memory than a 7B model does llama-3-70b need",
        "how many h100 to train gpt-3",  # neither in which time nor for how much
        "how many h100 does a queue of 100 requests need",
        "how long does it take to fine-tune a 7B model",  # the sum for that has only its memory
        "can I run two experiments on an h100",
        "how big is the vocabulary of gpt-2",
        "how big is an h100",
        "what is the size of gpt-3",  # no line of another calculator that is called so
        "how many parameters has gpt-3",
        "what is a 95% confidence interval",
        "is one h100 enough",
        "how long did it take to train gpt-3",  # which is history
        "how many people are in a jury of 12",
        "emissions of 500 W",
        "chance of 50%",
        "what is fp8",
        "what is a 4096x4096 matrix",
        "how many bits does bf16 have",
        "memory params=1B params=2B",
        "how many parameters fit into 24 GB",
        "how much memory does llama-3-8b use per user at 4k",  # which aren't 4096 users
        "what batch gives 5000 tokens/s with llama-3-70b on 8 h100",  # which isn't a batch of 5000
    ):
        assert "estimate" not in run(*question.split()).err


def test_a_sum_that_has_no_result_says_why_before_anything_else_is_shown(run: Run) -> None:
    asked = run("train", "llama-3-70b", "on", "64", "h100", "in", "30", "days")
    assert asked.err.startswith('mlsys: "mlsys estimate training llama-3-70b count=64')
    assert "has no result: no use gives time 30 days: it would be 3,873%" in asked.err
    question = "tokens per second of mixtral 8x7b on h100"
    asked = run(*question.split())
    assert "has no result: rate has no result here: does not fit, and so has no speed: 2 machines" in asked.err
    question = "how long to move 10 TB over 1 Gbit/s in GiB"
    assert "has no result: time can't be asked for in 'GiB'" in run(*question.split()).err
    question = "how long does it take to train a 7B model on 8 h100"
    asked = run(*question.split())
    assert asked.err.endswith("has no result: params needs tokens\n  tokens=…: tokens of the training data\n")


def test_a_question_that_says_too_little_names_the_sum_with_usual_values(run: Run) -> None:
    asked = run("how", "many", "servers", "for", "2000", "requests", "per", "second")
    command = "mlsys estimate queue rate=2000/second 'servers=?'"
    assert asked.err == f'mlsys: "{command}" answers this with usual values for all else\n'
    assert run(*shlex.split(command)[1:]).code == 0


@each(
    "question, setting, is_read",
    [
        ("price of 1000 tokens llama-3-8b h100", "price=1000", False),
        ("price of 1000 $/h training llama-3-8b 64 h100", "price=1000 $/h", True),
        ("memory 7B 4 bits 8 bits", "memory=", False),
    ],
)
def test_only_a_quantity_with_a_fitting_unit_is_a_setting(run: Run, question: str, setting: str, is_read: bool) -> None:
    assert (setting in run(*question.split()).err) == is_read


@each("words", ["run length", "due diligence", "progress wheel", "import tax", "mark up"])
def test_a_phrase_that_begins_with_the_name_of_a_command_can_be_looked_up(run: Run, words: str) -> None:
    result = run(*words.split())
    assert (result.code in (1, 2), result.out) == (True, "")
    assert result.err.endswith(f"  to look it up in the book, use 'mlsys search {words}'\n")


@each(
    "words, name",
    [
        ("help gpu", "gpu"),
        ("check point", "check point"),
        ("list of optimizers", "optimizer"),
        ("export onnx", "onnx"),
        ("export controls", "export control"),
    ],
)
def test_a_name_that_a_command_cannot_take_can_be_looked_up(run: Run, words: str, name: str) -> None:
    result = run(*words.split())
    assert (result.code in (2, 3), result.out) == (True, "")
    assert result.err.endswith(f"  to look it up in the book, use 'mlsys define {name}'\n")
    assert run("define", *name.split()).code == 0


def test_a_hint_at_the_glossary_is_none_at_other_books(run: Run, make_book: MakeBook) -> None:
    assert "look it up" not in run("help", "gpu", f"--content={make_book({})}").err


def test_who_wants_to_be_asked_is_told_of_the_quiz(run: Run) -> None:
    for words in ("test me", "quiz me", "flashcards", "how do I quit?"):
        result = run(*words.split())
        assert (result.out, result.err.count("'mlsys quiz' asks questions")) == ("", "quit" not in words)
    assert "where q leaves" in result.err
    assert "asks questions" not in run("test", "you").err


def test_what_is_typed_wrong_after_a_command_is_no_phrase(run: Run) -> None:
    for words in ("list modles", "config theem", "read zzzz", "define export", "check nowhere", "help gpux"):
        assert "to look it up" not in run(*words.split()).err


def test_a_list_is_shown_for_the_name_of_its_kind(run: Run) -> None:
    for word, kind in (("exhibits", "exhibits"), ("models", "models"), ("machines", "machines"), ("glossary", "terms")):
        assert run(word).out == run("list", kind).out


@each(
    "words, command",
    [
        ("next", "read"),
        ("continue", "read"),
        ("contents", "toc"),
        ("table of contents", "toc"),
        ("settings", "config"),
        ("bookmarks", "marks"),
        ("where did I stop?", "read"),
        ("where was I", "read"),
        ("what comes after chapter 3", "toc"),
        ("how long does the book take?", "toc"),
        ("which chapter should I read first", "today"),
        ("which chapters have I finished", "progress"),
        ("what did I get wrong", "progress"),
        ("what was my last quiz score?", "progress"),
        ("my weak spots", "progress"),
        ("What should I read next?", "today"),
        ("what's due today", "today"),
        ("what have I read so far", "progress"),
        ("how many chapters are there", "toc"),
        ("how many sections does the book have?", "toc"),
        ("how long is this book", "toc"),
        ("who wrote this book", "cite"),
        ("who is the author?", "cite"),
        ("my notes", "notes"),
        ("how am I doing?", "progress"),
        ("how many cards are due", "due"),
        ("where should I start?", "today"),
    ],
)
def test_words_for_what_a_command_shows(run: Run, words: str, command: str) -> None:
    answer = run(*words.split())
    assert (answer.code, answer.err, answer.out) == (0, "", run(command).out)


@each("question", ["what can I do here", "how many questions are there?"])
def test_a_question_about_all_of_the_book_is_answered_by_its_home_page(run: Run, question: str) -> None:
    answer = run(*question.split())
    assert (answer.code, answer.err, answer.out) == (0, "", run().out)


@each(
    "question, hint",
    [
        ("how do I change the theme", "'mlsys config theme light'"),
        ("how can I turn on dark mode?", "'mlsys config theme light'"),
        ("how do I turn off colours", "--color never"),
        ("how do I take notes", "'mlsys note'"),
        ("delete my notes", "'mlsys note'"),
        ("where are my notes stored", "'mlsys doctor'"),
        ("how do I search?", "'mlsys search WORDS'"),
        ("is there a PDF version", "'mlsys export pdf FILE'"),
        ("how do I get flashcards into Anki", "'mlsys export anki FILE'"),
        ("does it work without internet", "without a network"),
        ("how do I back up my progress", "'mlsys --help'"),
    ],
)
def test_a_question_about_the_program_is_answered_by_what_it_does(run: Run, question: str, hint: str) -> None:
    result = run(*question.split())
    assert (result.code, result.out) == (2, "")
    first, search = result.err.splitlines()
    assert first.startswith("mlsys: for the program itself: ")
    assert hint in first
    assert search.endswith(f"'mlsys search {question}'")


@each(
    "words, hint",
    [
        ("dark mode", "'mlsys config theme light'"),
        ("print a chapter", "'mlsys export pdf FILE'"),
        ("exercises", "'mlsys quiz'"),
        ("offline", "without a network"),
        ("update", "'mlsys pack update'"),
    ],
)
def test_words_that_may_be_about_the_program_are_looked_up_as_well(run: Run, words: str, hint: str) -> None:
    result = run(*words.split())
    assert (result.code, result.out) == (0, run("search", *words.split(), "--limit", "3").out)
    assert result.err.startswith("mlsys: for the program itself: ")
    assert hint in result.err


@each(
    "question",
    [
        "how do I update a model",
        "how do I search for hyperparameters",
        "update rule",
        "offline inference",
        "model export",
        "shortcut learning",
        "is there a test set",
        "which settings did I use",
        "my model overfits",
    ],
)
def test_a_question_with_a_subject_of_the_book_is_not_about_the_program(run: Run, question: str) -> None:
    result = run(*question.split())
    assert (result.code, "the program" in result.err) == (0, False)


@each(
    "word, hint", [("start", "'mlsys read'"), ("learn", "'mlsys today'"), ("random", "quiz"), ("version", "--version")]
)
def test_a_word_for_something_that_has_another_name_says_what_to_type(run: Run, word: str, hint: str) -> None:
    result = run(word)
    assert (result.code, result.out) == (2, "")
    assert hint in result.err
    assert f"mlsys search {word}" in result.err
