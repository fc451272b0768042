"""What each experiment's pattern is called, what tells it, and where to look."""

from __future__ import annotations

TERMS = {
    "healthy": "nothing is wrong: it learns and generalises",
    "flat": "it does not learn at all",
    "explode": "it diverges",
    "overfit": "it overfits",
    "underfit": "it underfits",
    "oscillate": "it oscillates without settling",
    "spike": "it learns, then a sudden spike",
    "vanishing": "gradients vanish towards the input",
    "exploding": "gradients explode towards the input",
    "balanced": "gradients keep their size through the layers",
    "shrinking": "activations die out with depth",
    "growing": "activations blow up with depth",
    "steady": "activations keep their spread with depth",
    "dead": "many ReLU units are dead",
    "alive": "nearly all ReLU units are in use",
    "zigzag": "it zigzags across the narrow valley",
    "direct": "it comes down without crossing the floor",
    "overshoot": "momentum carries it past the minimum",
    "diverge": "it diverges across the steep direction",
    "sweep": "a learning-rate sweep",
    "straight": "the model is too simple: a straight boundary",
    "fitting": "the boundary fits the classes",
    "memorised": "the boundary winds around single examples",
}
SIGNS = {
    "healthy": "Both losses fall by more than half and end close together; validation never turns up.",
    "flat": "Neither loss moves by more than 2 % from where it began.",
    "explode": "The loss grows from epoch to epoch, more than a hundredfold.",
    "overfit": "Training loss goes on falling while validation loss ends well above its minimum.",
    "underfit": "Both losses fall a little, then settle high and close together.",
    "oscillate": "The training loss goes up and down by large parts of its level and does not settle.",
    "spike": "The loss falls calmly, then rises to several times its level from one epoch to the next.",
    "vanishing": "The gradient arriving at the first layer is less than a thousandth of that at the last.",
    "exploding": "The gradient arriving at the first layer is more than a thousand times that at the last.",
    "balanced": "The gradients of all layers lie within about one order of magnitude.",
    "shrinking": "The spread of the last layer is less than a fiftieth of that of the first.",
    "growing": "The spread of the last layer is more than fifty times that of the first.",
    "steady": "The spreads of all layers lie within a factor of three.",
    "dead": "At the end at least 40 % of a layer's units are zero for every training example.",
    "alive": "In no layer more than 10 % of the units are zero for every training example.",
    "zigzag": "Nearly every step changes the sign of y, while x creeps along: the step is near the steep direction's limit.",
    "direct": "The loss falls at every step and neither coordinate changes its sign.",
    "overshoot": "It runs past the minimum along x and turns back: speed gathered on the way carries it on.",
    "diverge": "The loss grows: the step is beyond the limit 2/curvature of the steep direction.",
    "sweep": "The loss falls in the middle of the range, then rises steeply.",
    "straight": "A straight line gets at most three quarters of the examples right, training and validation alike.",
    "fitting": "Nearly all are right, on validation as on training examples.",
    "memorised": "Training accuracy is at least 12 points above validation accuracy.",
}
LOOK = {
    "loss curves": "Compare where each curve begins and ends, and whether the two part; then look for jumps.",
    "gradient norm by layer": "Compare the first layer with the last; mind the scale of the axis.",
    "activation spread by depth": "Compare the last layer with the first; mind the scale of the axis.",
    "dead ReLU share": "Look at the end of training, layer by layer.",
    "optimiser path": "Look at how each coordinate's sign changes, and whether the loss falls.",
    "learning-rate sweep": "Find where the loss falls fastest, where it is lowest, and where it turns up.",
    "decision boundary": "Compare the accuracies, and ask what a simpler or richer boundary would do.",
}


def term(option: str) -> str:
    """Return what an option is called."""
    return TERMS.get(option, option.replace("_", " "))
