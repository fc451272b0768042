"""An answer to every bundled kata, and three slips in each with what the trainer says of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    """One edit of the right code, and words that the report must hold."""

    right: str
    wrong: str
    says: str


@dataclass(frozen=True, slots=True)
class Kata:
    """Right code, and slips in it."""

    code: str
    slips: tuple[Slip, ...]


KATAS: dict[str, Kata] = {
    "activations:stable-sigmoid-in-numpy": Kata(
        """
def sigmoid_and_log(z):
    e = np.exp(-np.abs(z))
    s = np.where(z >= 0, 1/(1 + e), e/(1 + e))
    return s, np.minimum(z, 0) - np.log1p(e)
""",
        (
            Slip("np.minimum(z, 0) - np.log1p(e)", "np.log(1/(1 + np.exp(-z)))", "(stability)"),
            Slip("e/(1 + e))", "1 - e)", "value 1: it returns"),
            Slip(", np.minimum(z, 0) - np.log1p(e)", "", "1 values; expected are 2"),
        ),
    ),
    "activations:stable-softmax-in-numpy": Kata(
        """
def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e/e.sum(axis=1, keepdims=True)
""",
        (
            Slip(" - logits.max(axis=1, keepdims=True)", "", "NaN in"),
            Slip("/e.sum(axis=1, keepdims=True)", "/e.sum()", "(values)"),
            Slip("/e.sum(axis=1, keepdims=True)", "/e.sum(axis=1)", "could not be broadcast"),
        ),
    ),
    "architectures:conv2d-forward": Kata(
        """
def conv2d(x, weight):
    k, l = weight.shape[2:]
    rows, columns = x.shape[2] - k + 1, x.shape[3] - l + 1
    out = np.zeros((len(x), len(weight), rows, columns))
    for i in range(rows):
        for j in range(columns):
            patch = x[:, :, i:i + k, j:j + l]
            out[:, :, i, j] = np.tensordot(patch, weight, axes=([1, 2, 3], [1, 2, 3]))
    return out
""",
        (
            Slip("np.tensordot(patch, weight,", "np.tensordot(patch, weight[:, :, ::-1, ::-1],", "(values)"),
            Slip("x.shape[2] - k + 1", "x.shape[2] - k", "expected is (4, 2, 3, 5)"),
            Slip("np.zeros((len(x), len(weight),", "np.zeros((len(weight), len(x),", "could not broadcast"),
        ),
    ),
    "architectures:attention-in-numpy": Kata(
        """
def attention(Q, K, V):
    scores = Q @ K.T/np.sqrt(Q.shape[1])
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e/e.sum(axis=1, keepdims=True) @ V
""",
        (
            Slip("/np.sqrt(Q.shape[1])", "", "(values)"),
            Slip(" - scores.max(axis=1, keepdims=True)", "", "(stability)"),
            Slip("axis=1, keepdims=True) @ V", "axis=0, keepdims=True) @ V", "(values)"),
        ),
    ),
    "backpropagation:linear-backward-in-numpy": Kata(
        """
def linear_backward(X, W, G):
    return X.T @ G, G.sum(axis=0), G @ W.T
""",
        (
            Slip("X.T @ G", "G.T @ X", "value 1: its shape is (2, 4); expected is (4, 2). It is transposed"),
            Slip("G.sum(axis=0)", "G.mean(axis=0)", "value 2: it returns"),
            Slip("G @ W.T", "G @ W", "matmul"),
        ),
    ),
    "backpropagation:two-layer-backprop-in-numpy": Kata(
        """
def backprop(X, W1, b1, W2, b2, y):
    A = np.tanh(X @ W1 + b1)
    r = A @ W2 + b2 - y
    d = 2*r/len(y)
    dZ = np.outer(d, W2)*(1 - A**2)
    return np.mean(r**2), X.T @ dZ, dZ.sum(axis=0), A.T @ d, d.sum(keepdims=True)
""",
        (
            Slip("2*r/len(y)", "r/len(y)", "value 2:"),
            Slip("*(1 - A**2)", "", "value 2:"),
            Slip("d.sum(keepdims=True)", "d.sum()", "value 5: its shape is (); expected is (1,)"),
        ),
    ),
    "backpropagation:gradient-check-in-numpy": Kata(
        """
def numeric_gradient(w, X, y):
    h, g = 1e-5, np.zeros_like(w)
    for i in range(len(w)):
        step = np.zeros_like(w)
        step[i] = h
        g[i] = np.mean((X @ (w + step) - y)**2) - np.mean((X @ (w - step) - y)**2)
    return g/(2*h)
""",
        (
            Slip("g/(2*h)", "g/h", "(values)"),
            Slip("np.mean((X @ (w - step) - y)**2)", "np.mean((X @ w - y)**2)", "(values)"),
            Slip("step[i] = h", "step[:] = h", "(values)"),
        ),
    ),
    "drill-plan:two-layer-gradients-in-numpy": Kata(
        """
def gradients(X, W1, b1, W2, b2, Y):
    Z = X @ W1 + b1
    A = np.maximum(Z, 0)
    S = A @ W2 + b2
    P = np.exp(S - S.max(axis=1, keepdims=True))
    P = P/P.sum(axis=1, keepdims=True)
    dS = (P - Y)/len(X)
    dZ = dS @ W2.T*(Z > 0)
    return X.T @ dZ, dZ.sum(axis=0), A.T @ dS, dS.sum(axis=0)
""",
        (
            Slip("/len(X)", "", "(values)"),
            Slip("*(Z > 0)", "", "value 1:"),
            Slip("(P - Y)", "(Y - P)", "(values)"),
        ),
    ),
    "losses:cross-entropy-in-numpy": Kata(
        """
def cross_entropy(logits, Y):
    m = logits.max(axis=1)
    total = m + np.log(np.exp(logits - m[:, None]).sum(axis=1))
    return np.mean(total - (Y*logits).sum(axis=1))
""",
        (
            Slip("np.exp(logits - m[:, None])", "np.exp(logits - m[:, None])*np.exp(m[:, None])", "(values)"),
            Slip(
                "np.mean(total - (Y*logits).sum(axis=1))",
                "-np.mean(np.log((Y*np.exp(logits)).sum(axis=1)/np.exp(logits).sum(axis=1)))",
                "(stability)",
            ),
            Slip("np.mean(", "np.sum(", "(values)"),
        ),
    ),
    "networks:two-layer-forward": Kata(
        """
def forward(X, W1, b1, W2, b2):
    return 1/(1 + np.exp(-(np.maximum(X @ W1 + b1, 0) @ W2 + b2)))
""",
        (
            Slip("np.maximum(X @ W1 + b1, 0)", "(X @ W1 + b1)", "(values)"),
            Slip("1/(1 + np.exp(-(", "np.tanh(((", "(values)"),
            Slip("X @ W1", "X @ W1.T", "matmul"),
        ),
    ),
    "networks:two-layer-step": Kata(
        """
def first_weights_after_step(X, y, W1, b1, W2, b2, eta):
    Z = X @ W1 + b1
    A = np.maximum(Z, 0)
    d = (1/(1 + np.exp(-(A @ W2 + b2))) - y)/len(X)
    return W1 - eta*X.T @ (d @ W2.T*(Z > 0))
""",
        (
            Slip("W1 - eta", "W1 + eta", "(values)"),
            Slip("*(Z > 0)", "*(A >= 0)", "(values)"),
            Slip("/len(X)", "", "(values)"),
        ),
    ),
    "normalisation:kata-batch-norm": Kata(
        """
def batch_norm(X, gamma, beta, eps):
    return gamma*(X - X.mean(axis=0))/np.sqrt(X.var(axis=0) + eps) + beta
""",
        (
            Slip("X.var(axis=0)", "X.var(axis=0, ddof=1)", "(values)"),
            Slip("X.mean(axis=0)", "X.mean(axis=1, keepdims=True)", "(values)"),
            Slip("np.sqrt(X.var(axis=0) + eps)", "(X.var(axis=0) + eps)", "(values)"),
        ),
    ),
    "normalisation:kata-batch-norm-backward": Kata(
        """
def batch_norm_backward(G, X, gamma, eps):
    s = np.sqrt(X.var(axis=0) + eps)
    H = (X - X.mean(axis=0))/s
    return gamma/(len(X)*s)*(len(X)*G - G.sum(axis=0) - H*(G*H).sum(axis=0))
""",
        (
            Slip(" - H*(G*H).sum(axis=0)", "", "(values)"),
            Slip(" - G.sum(axis=0)", "", "(values)"),
            Slip("gamma/(len(X)*s)", "1/(len(X)*s)", "(values)"),
        ),
    ),
    "normalisation:kata-fold-batch-norm": Kata(
        """
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, eps):
    s = gamma/np.sqrt(running_var + eps)
    return np.vstack([W*s, (b - running_mean)*s + beta])
""",
        (
            Slip("W*s", "W", "(values)"),
            Slip("(b - running_mean)*s + beta", "b + beta - running_mean*s", "(values)"),
            Slip("np.vstack([W*s, ", "np.hstack([(W*s).ravel(), ", "its shape is"),
        ),
    ),
    "optimisers:adam-step-in-numpy": Kata(
        """
def adam_step(w, g, m, v, t):
    m = 0.9*m + 0.1*g
    v = 0.999*v + 0.001*g**2
    m_hat, v_hat = m/(1 - 0.9**t), v/(1 - 0.999**t)
    return w - 0.001*m_hat/(np.sqrt(v_hat) + 1e-8), m, v
""",
        (
            Slip("m/(1 - 0.9**t), v/(1 - 0.999**t)", "m, v", "value 1:"),
            Slip("0.001*g**2", "0.001*g", "value 1:"),
            Slip("1e-8), m, v", "1e-8), m_hat, v_hat", "value 2:"),
        ),
    ),
    "regularisation:dropout-in-numpy": Kata(
        """
def dropout(A, U, p):
    return A*(U >= p)/(1 - p)
""",
        (
            Slip("/(1 - p)", "", "(values)"),
            Slip("(U >= p)", "(U < p)", "(values)"),
            Slip("/(1 - p)", "/p", "(values)"),
        ),
    ),
    "regularisation:early-stopping-in-numpy": Kata(
        """
def early_stopping(losses, patience):
    best, at, waited = np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < best:
            best, at, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch + 1, at
    return len(losses), at
""",
        (
            Slip("loss < best", "loss <= best", "(values)"),
            Slip("waited == patience", "waited > patience", "(values)"),
            Slip("return epoch + 1, at", "return epoch + 1, epoch", "value 2:"),
        ),
    ),
    "drill-plan:perceptron-for-digits": Kata(
        """
def train(X, y, X_test):
    rng = np.random.default_rng(0)
    W1, W2 = rng.normal(0, np.sqrt(2/64), (64, 64)), rng.normal(0, np.sqrt(1/64), (64, 10))
    b1, b2, Y = np.zeros(64), np.zeros(10), np.eye(10)[y]
    for _ in range(30):
        order = rng.permutation(len(X))
        for at in range(0, len(X), 32):
            x, t = X[order[at:at + 32]], Y[order[at:at + 32]]
            A = np.maximum(x @ W1 + b1, 0)
            S = A @ W2 + b2
            P = np.exp(S - S.max(axis=1, keepdims=True))
            d = (P/P.sum(axis=1, keepdims=True) - t)/len(x)
            dZ = d @ W2.T*(A > 0)
            W2, b2 = W2 - 0.5*A.T @ d, b2 - 0.5*d.sum(axis=0)
            W1, b1 = W1 - 0.5*x.T @ dZ, b1 - 0.5*dZ.sum(axis=0)
    return np.argmax(np.maximum(X_test @ W1 + b1, 0) @ W2 + b2, axis=1)
""",
        (
            Slip("range(30)", "range(0)", "of 359 unseen digits are right"),
            Slip(" - t)", ")", "of 359 unseen digits are right"),
            Slip("X_test @ W1", "X @ W1", "expected is (359,)"),
        ),
    ),
}
