#!/usr/bin/python3
"""Step 2 of 3: trains the model on records.csv.gz and writes model.onnx and trainer-scores.csv.

Needs Debian's python3-sklearn, python3-onnx, python3-pandas and python3-scipy (made with scikit-learn 1.2.1, onnx 1.12.0).
`--all-scores FILE` also writes the trainer's probability of every row, for `predict.ts --compare FILE`.
"""
import argparse
import pathlib

import numpy as np
import onnx
import pandas as pd
from onnx import TensorProto, helper
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score

HERE = pathlib.Path(__file__).resolve().parent
NUMERIC = ["age", "balance", "duration", "campaign", "pdays", "previous"]
CATEGORICAL = ["job", "marital", "education", "default", "housing", "loan", "contact", "poutcome"]
TRAINING_END = "2008-11-30"
THRESHOLD = 0.5
CHECK_EVERY = 151  # rows of trainer-scores.csv: 300 of them, spread over the file
FOLDS = 5


def new_model():
    return GradientBoostingClassifier(
        n_estimators=60, learning_rate=0.1, max_depth=3, min_samples_leaf=50, random_state=222
    )


def encode(records, categories):
    """Numbers first, then one column per category, in the order the graph concatenates them."""
    parts = [records[NUMERIC].to_numpy(np.float32)]
    for name in CATEGORICAL:
        parts.append((records[name].to_numpy()[:, None] == np.array(categories[name])[None, :]).astype(np.float32))
    return np.concatenate(parts, axis=1)


def out_of_fold(x, y, dates):
    """Each row scored by a model that has not seen its part of the calendar: whole days, in five runs of nearly equal size."""
    fold = np.arange(len(y)) * FOLDS // len(y)
    fold = pd.Series(fold).groupby(dates).transform("first").to_numpy()
    scores = np.zeros(len(y))
    for k in range(FOLDS):
        scores[fold == k] = new_model().fit(x[fold != k], y[fold != k]).predict_proba(x[fold == k])[:, 1]
    return scores


def figures(y, p):
    flagged = p >= THRESHOLD
    return (
        f"rows {len(y)}, positive {y.mean():.3f}, mean score {p.mean():.3f}, AUC {roc_auc_score(y, p):.3f}, "
        f"accuracy {(flagged == y).mean():.3f}, log-loss {log_loss(y, p):.3f}, "
        f"precision {y[flagged].mean():.3f}, recall {flagged[y == 1].mean():.3f}"
    )


def round_down(threshold):
    """The largest float32 that is not above the threshold: for float32 inputs `x <= t` then decides as in float64."""
    low = np.float32(threshold)
    return np.nextafter(low, np.float32(-np.inf)) if float(low) > threshold else low


def tree_ensemble(model, input_name, output_name):
    keys = ["treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids", "missing_value_tracks_true"]
    nodes = {key: [] for key in keys}
    leaves = {"treeids": [], "nodeids": [], "ids": [], "weights": []}
    for tree_id, regressor in enumerate(model.estimators_[:, 0]):
        tree = regressor.tree_
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            row = (
                tree_id,
                node,
                0 if leaf else int(tree.feature[node]),
                0.0 if leaf else float(round_down(tree.threshold[node])),
                "LEAF" if leaf else "BRANCH_LEQ",
                0 if leaf else int(tree.children_left[node]),
                0 if leaf else int(tree.children_right[node]),
                0,
            )
            for key, value in zip(keys, row):
                nodes[key].append(value)
            if leaf:
                leaves["treeids"].append(tree_id)
                leaves["nodeids"].append(node)
                leaves["ids"].append(0)
                leaves["weights"].append(float(tree.value[node][0, 0] * model.learning_rate))
    prior = float(model.init_.class_prior_[1])
    return helper.make_node(
        "TreeEnsembleRegressor",
        [input_name],
        [output_name],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function="SUM",
        post_transform="NONE",
        base_values=[float(np.log(prior / (1 - prior)))],
        **{f"nodes_{key}": values for key, values in nodes.items()},
        **{f"target_{key}": values for key, values in leaves.items()},
    )


def to_onnx(model, categories):
    nodes, encoded = [], list(NUMERIC)
    for name in CATEGORICAL:
        # An unknown category gives zeros, as in encode(). The encoder adds an axis, [N, 1, categories], hence Flatten.
        nodes.append(
            helper.make_node(
                "OneHotEncoder", [name], [f"{name}.hot"], domain="ai.onnx.ml", cats_strings=categories[name], zeros=1
            )
        )
        nodes.append(helper.make_node("Flatten", [f"{name}.hot"], [f"{name}.flat"], axis=1))
        encoded.append(f"{name}.flat")
    nodes += [
        helper.make_node("Concat", encoded, ["features"], axis=1),
        tree_ensemble(model, "features", "log_odds"),
        helper.make_node("Sigmoid", ["log_odds"], ["probability"]),
        helper.make_node("GreaterOrEqual", ["probability", "threshold"], ["positive"]),
        helper.make_node("Where", ["positive", "yes", "no"], ["label"]),
    ]
    constants = [
        helper.make_tensor("threshold", TensorProto.FLOAT, [1], [THRESHOLD]),
        helper.make_tensor("yes", TensorProto.STRING, [1], [b"yes"]),
        helper.make_tensor("no", TensorProto.STRING, [1], [b"no"]),
    ]
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 1]) for name in NUMERIC]
    inputs += [helper.make_tensor_value_info(name, TensorProto.STRING, ["N", 1]) for name in CATEGORICAL]
    outputs = [
        helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["N", 1]),
        helper.make_tensor_value_info("label", TensorProto.STRING, ["N", 1]),
    ]
    graph = helper.make_graph(nodes, "bank-marketing", inputs, outputs, constants)
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 1)]
    exported = helper.make_model(graph, opset_imports=opsets, producer_name="tidemark examples/bank/train.py", ir_version=8)
    exported.doc_string = "Probability that the client of a finished call subscribes a term deposit"
    helper.set_model_props(
        exported,
        {"version": "1", "trained_on": f"2008-05-05..{TRAINING_END}", "threshold": str(THRESHOLD), "positive_class": "yes"},
    )
    onnx.checker.check_model(exported)
    return exported


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--all-scores", metavar="FILE")
    options = arguments.parse_args()

    records = pd.read_csv(HERE / "records.csv.gz", keep_default_na=False)
    training = (records["date"] <= TRAINING_END).to_numpy()
    categories = {name: sorted(records.loc[training, name].unique()) for name in CATEGORICAL}
    x, y = encode(records, categories), (records["y"] == "yes").to_numpy().astype(int)

    held_out = out_of_fold(x[training], y[training], records.loc[training, "date"].to_numpy())
    print("training, out of fold:", figures(y[training], held_out))
    for threshold in np.arange(0.15, 0.7, 0.05):
        print(f"  threshold {threshold:.2f}: out-of-fold accuracy {((held_out >= threshold) == y[training]).mean():.4f}")

    model = new_model().fit(x[training], y[training])
    scores = model.predict_proba(x)[:, 1]
    print("training, in sample:  ", figures(y[training], scores[training]))
    print("after training:       ", figures(y[~training], scores[~training]))

    (HERE / "model.onnx").write_bytes(to_onnx(model, categories).SerializeToString())
    every = pd.DataFrame({"row": np.arange(len(scores)), "probability": scores})
    every[::CHECK_EVERY].to_csv(HERE / "trainer-scores.csv", index=False, lineterminator="\n")
    if options.all_scores:
        every.to_csv(options.all_scores, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
