"""Rasa graph component: intent, all probabilities, and how likely a message is about safety or law.

Three linear models read every message: a support vector machine its words and pieces of words, another its concepts
(data/concepts.yml), and a naive Bayes model both. Their scores are added, and a logistic regression on the scores of
held-out messages turns them into probabilities. All of it is linear, so what is stored and used is one matrix.

Detectors of their own for safety and law were measured and found worse than the sum of the probabilities of their
intents: to be told apart from 45 neighbours teaches a model more than to be told apart from "the rest".
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from bot.nlu import features
from bot.nlu.features import Block, Concepts, letter_grams, word_grams

SAFETY = ("express_crisis", "report_danger")
LAW = ("ask_legal", "share_rumour")
BLOCKS = ("words", "letters", "concepts", "concept_pairs", "concept_words")
TEXT_BLOCKS = 2   # the first two belong to the model of words, the others to the model of concepts
LEAST = (1, 2, 1, 2, 2)
WEIGHTS, WORDS = "weights.npz", "words.json"


class Model:
    """The trained classifier without Rasa.

    Args:
        concepts: the text of the concepts file it was trained with; it is kept in the model.
    """

    def __init__(self, concepts: str) -> None:
        self._source = concepts
        self._concepts = Concepts(concepts)
        self._blocks = [Block(least) for least in LEAST]
        self.intents: list[str] = []
        self._matrix = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)

    def _grams(self, text: str) -> tuple[list[str], ...]:
        return (word_grams(text), letter_grams(text), *self._concepts.grams(text))

    def fit(self, texts: Sequence[str], intents: Sequence[str], config: dict[str, Any]) -> None:
        """Train; the same examples in the same order give the same model."""
        grams = list(zip(*(self._grams(text) for text in texts), strict=True))
        for block, documents in zip(self._blocks, grams, strict=True):
            block.fit(documents)
        parts = [block.matrix(documents) for block, documents in zip(self._blocks, grams, strict=True)]
        halves = (hstack(parts[:TEXT_BLOCKS]).tocsr(), hstack(parts[TEXT_BLOCKS:]).tocsr())
        self.intents = sorted(set(intents))
        labels = np.searchsorted(self.intents, np.asarray(intents))
        matrix, bias = _fit_scores(halves, labels, len(self.intents), config)
        turn, shift = _calibration(halves, labels, len(self.intents), config)
        self._matrix = (matrix @ turn).astype(np.float32)
        self._bias = (bias @ turn + shift).astype(np.float32)

    def probabilities(self, text: str) -> np.ndarray:
        """Of every intent, in the order of `intents`; they sum to 1."""
        scores = self._bias.astype(np.float64)
        offset = 0
        for block, grams in zip(self._blocks, self._grams(text), strict=True):
            columns, values = block.row(grams)
            if columns:
                scores = scores + values @ self._matrix[np.asarray(columns) + offset]
            offset += len(block.vocabulary)
        raised = np.exp(scores - scores.max())
        return raised / raised.sum()

    def likelihoods(self, text: str, groups: Sequence[Sequence[str]], whole: np.ndarray) -> list[float]:
        """How likely a message is about one of the intents of each group.

        In a long story one sentence that matters drowns: each part is read too, and the likeliest part counts, its odds
        divided by the root of the number of parts, as the more parts there are, the more often one seems to say it.

        Args:
            text: as typed.
            groups: of intents.
            whole: `probabilities` of the text.
        """
        belongs = np.array([[intent in names for names in groups] for intent in self.intents], dtype=float)
        best = whole @ belongs
        pieces = features.parts(text)
        for piece in pieces:
            likely = self.probabilities(piece) @ belongs
            odds = likely / np.maximum(1 - likely, 1e-9) / math.sqrt(len(pieces))
            best = np.maximum(best, odds / (1 + odds))
        return [min(float(value), 1.0) for value in best]

    def save(self, folder: Path) -> None:
        """Two plain files, readable without running any code of theirs."""
        idf = {name: block.idf for name, block in zip(BLOCKS, self._blocks, strict=True)}
        np.savez(folder / WEIGHTS, matrix=self._matrix, bias=self._bias, **idf)
        content = {"intents": self.intents, "concepts": self._source,
                   "words": [list(block.vocabulary) for block in self._blocks]}
        (folder / WORDS).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Model:
        """What `save` wrote."""
        content = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        model = cls(content["concepts"])
        model.intents = content["intents"]
        with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
            model._matrix, model._bias = arrays["matrix"], arrays["bias"]
            for name, block, words in zip(BLOCKS, model._blocks, content["words"], strict=True):
                block.vocabulary = {word: column for column, word in enumerate(words)}
                block.idf = arrays[name]
        return model


def _fit_scores(halves: Sequence[csr_matrix], labels: np.ndarray, count: int,
                config: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """One matrix (features by intents) and bias: the weighted sum of the three models."""
    matrices, bias = [], np.zeros(count)
    for half, strictness, weight in zip(halves, (config["c_text"], config["c_concepts"]),
                                        (1.0, config["weight_concepts"]), strict=True):
        if not half.shape[1]:
            continue
        model = LinearSVC(C=strictness, random_state=config["random_state"]).fit(half, labels)
        coefficients, intercept = model.coef_, model.intercept_
        if count == 2:
            coefficients, intercept = np.vstack([-coefficients, coefficients]), np.hstack([-intercept, intercept])
        matrices.append(weight * coefficients.T)
        bias += weight * intercept
    bayes = MultinomialNB(alpha=config["alpha"]).fit(hstack(halves), labels)
    likely = bayes.feature_log_prob_.T - bayes.feature_log_prob_.mean(axis=0)[:, None]
    prior = bayes.class_log_prior_ - bayes.class_log_prior_.mean()
    return np.vstack(matrices) + config["weight_bayes"] * likely, bias + config["weight_bayes"] * prior


def _calibration(halves: Sequence[csr_matrix], labels: np.ndarray, count: int,
                 config: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """From scores to log odds, learnt on examples that the scoring model has not seen."""
    folds = min(config["folds"], int(np.bincount(labels).min()))
    if folds < 2 or count < 3:
        return np.eye(count) * config["temperature"], np.zeros(count)
    scores = np.zeros((len(labels), count))
    split = StratifiedKFold(folds, shuffle=True, random_state=config["random_state"])
    for seen, unseen in split.split(labels, labels):
        matrix, bias = _fit_scores([half[seen] for half in halves], labels[seen], count, config)
        scores[unseen] = hstack([half[unseen] for half in halves]) @ matrix + bias
    centre, spread = scores.mean(axis=0), scores.std()
    model = LogisticRegression(C=config["c_calibration"], max_iter=500).fit((scores - centre) / spread, labels)
    turn = model.coef_.T / spread
    return turn, model.intercept_ - centre @ turn


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(RasaIntentClassifier, GraphComponent):
    """Needs no tokenizer or featurizer before it. Sets `intent`, `intent_ranking` (all), `p_safety` and `p_law`."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
                 model: Model | None = None) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Freedom of each model (more: closer to the examples), shares in the sum, how probabilities are learnt."""
        return {"c_text": 0.6, "c_concepts": 1.0, "weight_concepts": 0.35, "alpha": 0.03, "weight_bayes": 0.03,
                "c_calibration": 0.1, "folds": 3, "temperature": 4.5, "random_state": 7}

    @staticmethod
    def required_packages() -> list[str]:
        """What must be importable."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The concepts and this code: Rasa trains again when they change."""
        digest = hashlib.sha256(features.read_concepts().encode())
        for path in (__file__, features.__file__):
            digest.update(Path(path).read_bytes())
        return digest.hexdigest()

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> IntentClassifier:
        """An untrained one."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every message with a text and an intent."""
        examples = [(str(message.get(TEXT)), message.get(INTENT)) for message in training_data.intent_examples
                    if message.get(TEXT) and message.get(INTENT)]
        if len({intent for _, intent in examples}) < 2:
            return self._resource
        model = Model(features.read_concepts())
        model.fit([text for text, _ in examples], [intent for _, intent in examples], self._config)
        with self._storage.write_to(self._resource) as folder:
            model.save(Path(folder))
        self._model = model
        return self._resource

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> IntentClassifier:
        """The trained one; an untrained one where nothing was stored."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, Model.load(Path(folder)))
        except (ValueError, FileNotFoundError):
            return cls(config, model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and the probabilities of safety and law on each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            known = self._model is not None and bool(text.strip())
            whole = self._model.probabilities(text) if known else np.zeros(0)
            ranking = sorted(({"name": name, "confidence": float(value)}
                              for name, value in zip(self._model.intents if known else (), whole, strict=True)),
                             key=lambda entry: -entry["confidence"])
            first = dict(ranking[0]) if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, first, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            likely = self._model.likelihoods(text, (SAFETY, LAW), whole) if known else [0.0, 0.0]
            for key, value in zip(("p_safety", "p_law"), likely, strict=True):
                message.set(key, value, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after this component learns from its output."""
        return training_data
