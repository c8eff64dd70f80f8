"""Whether the built llama-cpp-python runs here: computes one product with the quantization of our models.

A library built for another processor (and kept by pip) dies here, at an instruction that this one does not
know, and not in the middle of a session; one built with what is known to end the process says so.
"""

import ctypes as c
from pathlib import Path

import llama_cpp

FOUR_BIT, SINGLE = 12, 0  # of ggml's types
P, N = c.c_void_p, c.c_int64


class Parameters(c.Structure):
    _fields_ = [("size", c.c_size_t), ("buffer", c.c_void_p), ("no_data", c.c_bool)]


def load(name: str) -> c.CDLL:
    folder = Path(llama_cpp.__file__).parent / "lib"
    names = (f"lib{name}.so", f"lib{name}.dylib", f"{name}.dll")
    return c.CDLL(str(next(folder / each for each in names if (folder / each).exists())))


def main() -> int:
    if b"AMX_INT8 = 1" in llama_cpp.llama_print_system_info():
        return 1  # see WITHOUT_AMX in dev.py
    try:
        base, cpu = load("ggml-base"), load("ggml-cpu")
        for name in ("ggml_init", "ggml_new_tensor_2d", "ggml_mul_mat", "ggml_new_graph"):
            getattr(base, name).restype = c.c_void_p
        compute = cpu.ggml_graph_compute_with_ctx
    except (AttributeError, OSError, StopIteration):
        return 0  # laid out differently here: importing it is all that can be checked
    context = P(base.ggml_init(Parameters(16 << 20, None, False)))
    weights = P(base.ggml_new_tensor_2d(context, FOUR_BIT, N(256), N(64)))
    values = P(base.ggml_new_tensor_2d(context, SINGLE, N(256), N(4)))
    graph = P(base.ggml_new_graph(context))
    base.ggml_build_forward_expand(graph, P(base.ggml_mul_mat(context, weights, values)))
    cpu.ggml_cpu_init()
    compute(context, graph, 1)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
