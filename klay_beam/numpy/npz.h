#pragma once

#include <map>
#include <string>
#include <string_view>

#include "klay_beam/numpy/numpy_array.h"

namespace klay {

/// Arrays by name.
using NumpyArrays = std::map<std::string, NumpyArray>;

/// The bytes of a .npz file, a ZIP archive of .npy files, as numpy.savez_compressed writes it, or
/// numpy.savez. The same arrays make the same bytes. Throws as EncodeNpy.
std::string EncodeNpz(const NumpyArrays& arrays, bool is_compressed = true);

/// The arrays in the bytes of a .npz file. Throws data_loss for what is torn or is no such file,
/// resource_exhausted when they are more than 4 GiB, and as DecodeNpy.
NumpyArrays DecodeNpz(std::string_view file);

}  // namespace klay
