#pragma once

#include <string>
#include <string_view>

#include "klay_beam/numpy/numpy_array.h"

namespace klay {

/// The bytes of a .npy file (NumPy Enhancement Proposal 1) with the array. Throws invalid_argument
/// unless the items are as many as the shape says.
std::string EncodeNpy(const NumpyArray& array);

/// The array in the bytes of a .npy file of any version: items in Fortran's order or with the most
/// significant byte first are put into ours. Throws data_loss for what is torn or is no such file,
/// unimplemented as ItemBytes does.
NumpyArray DecodeNpy(std::string_view file);

}  // namespace klay
