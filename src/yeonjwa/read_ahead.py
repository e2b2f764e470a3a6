"""A hint to the processor that a row will soon be read, so that it is there when it is: nothing waits for it, and no result depends on it."""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]  # comes with numba
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

FOR_READING, KEEP_CLOSE, DATA = 0, 3, 1
AHEAD = 16
"""How many rows ahead of the one in hand a loop asks: by the time it comes to them they are there."""


@intrinsic
def ask_for(_typing: Any, rows: Any, row: Any) -> Any:
    """``ask_for(rows, row)`` in a kernel: begin to read a row of an array; of one outside of it nothing comes, and nothing fails."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        stride = cgutils.unpack_tuple(builder, array.strides)[0]
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        address = builder.gep(builder.bitcast(array.data, byte), [builder.mul(arguments[1], stride)])
        shape = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        hint = builder.module.declare_intrinsic("llvm.prefetch", [byte], shape)
        builder.call(hint, [address, number(FOR_READING), number(KEEP_CLOSE), number(DATA)])
        return context.get_dummy_value()

    return types.void(rows, types.int64), generate


__all__ = ["AHEAD", "ask_for"]
