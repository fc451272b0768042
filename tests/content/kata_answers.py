"""Three slips in the model of every bundled kata, with what the trainer says of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    """One edit of the right code, and words that the report must hold."""

    right: str
    wrong: str
    says: str


SLIPS: dict[str, tuple[Slip, ...]] = {
    "activations:stable-sigmoid-in-numpy": (
        Slip("np.minimum(z, 0) - np.log1p(e)", "np.log(1/(1 + np.exp(-z)))", "(stability)"),
        Slip("e/(1 + e))", "1 - e)", "value 1: "),
        Slip("sigmoid, logarithm", "logarithm", "1 values; expected are 2"),
    ),
    "activations:stable-softmax-in-numpy": (
        Slip("logits - top", "logits", "NaN in"),
        Slip("/e.sum(axis=1, keepdims=True)", "/e.sum()", "(values)"),
        Slip("/e.sum(axis=1, keepdims=True)", "/e.sum(axis=1)", "could not be broadcast"),
    ),
    "architectures:conv2d-forward": (
        Slip("patch, weight)", "patch, weight[:, :, ::-1, ::-1])", "(values)"),
        Slip("x.shape[2] - height + 1", "x.shape[2] - height", "expected is (4, 2, 3, 5)"),
        Slip("np.zeros((len(x), len(weight),", "np.zeros((len(weight), len(x),", "could not broadcast"),
    ),
    "architectures:attention-in-numpy": (
        Slip("/np.sqrt(Q.shape[1])", "", "(values)"),
        Slip("scores - top", "scores", "(stability)"),
        Slip("e.sum(axis=1, keepdims=True)", "e.sum(axis=0, keepdims=True)", "(values)"),
    ),
    "backpropagation:linear-backward-in-numpy": (
        Slip("X.T @ G", "G.T @ X", "value 1: its shape is (2, 4); expected is (4, 2). It is transposed"),
        Slip("G.sum(axis=0)", "G.mean(axis=0)", "value 2: it returns"),
        Slip("G @ W.T", "G @ W", "matmul"),
    ),
    "backpropagation:two-layer-backprop-in-numpy": (
        Slip("2*residual/len(y)", "residual/len(y)", "value 2:"),
        Slip("*(1 - A**2)", "", "value 2:"),
        Slip("dyhat.sum(keepdims=True)", "dyhat.sum()", "value 5: its shape is (); expected is (1,)"),
    ),
    "backpropagation:gradient-check-in-numpy": (
        Slip("/(2*h)", "/h", "(values)"),
        Slip("loss(w - step)", "loss(w)", "(values)"),
        Slip("step[i] = h", "step[:] = h", "(values)"),
    ),
    "drill-plan:two-layer-gradients-in-numpy": (
        Slip("/len(X)", "", "(values)"),
        Slip("*(Z > 0)", "", "value 1:"),
        Slip("(P - Y)", "(Y - P)", "(values)"),
    ),
    "losses:cross-entropy-in-numpy": (
        Slip("logits - top[:, None]", "logits", "(values)"),
        Slip("top + np.log(e.sum(axis=1))", "np.log(np.exp(logits).sum(axis=1))", "(stability)"),
        Slip("np.mean(", "np.sum(", "(values)"),
    ),
    "networks:two-layer-forward": (
        Slip("np.maximum(X @ W1 + b1, 0)", "(X @ W1 + b1)", "(values)"),
        Slip("1/(1 + np.exp(-z))", "np.tanh(z)", "(values)"),
        Slip("X @ W1", "X @ W1.T", "matmul"),
    ),
    "networks:two-layer-step": (
        Slip("W1 - eta", "W1 + eta", "(values)"),
        Slip("*(Z > 0)", "*(A >= 0)", "(values)"),
        Slip("/len(X)", "", "(values)"),
    ),
    "normalisation:kata-batch-norm": (
        Slip("X.var(axis=0)", "X.var(axis=0, ddof=1)", "(values)"),
        Slip("X.mean(axis=0)", "X.mean(axis=1, keepdims=True)", "(values)"),
        Slip("np.sqrt(variance + eps)", "(variance + eps)", "(values)"),
    ),
    "normalisation:kata-batch-norm-backward": (
        Slip(" - X_hat*dgamma", "", "(values)"),
        Slip(" - dbeta", "", "(values)"),
        Slip("gamma/(N*s)", "1/(N*s)", "(values)"),
    ),
    "normalisation:kata-fold-batch-norm": (
        Slip("W*s", "W", "(values)"),
        Slip("(b - running_mean)*s + beta", "b + beta - running_mean*s", "(values)"),
        Slip("np.vstack([W*s, ", "np.hstack([(W*s).ravel(), ", "its shape is"),
    ),
    "optimisers:adam-step-in-numpy": (
        Slip("m/(1 - 0.9**t)", "m", "value 1:"),
        Slip("0.001*g**2", "0.001*g", "value 1:"),
        Slip("return w, m, v", "return w, m_hat, v_hat", "value 2:"),
    ),
    "regularisation:dropout-in-numpy": (
        Slip("/(1 - p)", "", "(values)"),
        Slip("U >= p", "U < p", "(values)"),
        Slip("/(1 - p)", "/p", "(values)"),
    ),
    "regularisation:early-stopping-in-numpy": (
        Slip("loss < best", "loss <= best", "(values)"),
        Slip("waited == patience", "waited > patience", "(values)"),
        Slip("return epoch + 1, best_at", "return epoch + 1, epoch", "value 2:"),
    ),
    "drill-plan:perceptron-for-digits": (
        Slip("range(30)", "range(0)", "of 359 unseen digits are right"),
        Slip("(P - Y[batch])", "P", "of 359 unseen digits are right"),
        Slip("forward(X_test", "forward(X", "expected is (359,)"),
    ),
}
