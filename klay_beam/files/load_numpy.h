#pragma once

#include <source_location>
#include <string>

#include "klay_beam/files/load_files.h"
#include "klay_beam/numpy/npy.h"
#include "klay_beam/numpy/npz.h"

namespace klay {

/// Loads each .npy file: `auto [arrays, failed] = files | klay::LoadNpy();`, see DecodeNpy.
inline auto LoadNpy(std::string label = "LoadNpy",
                    std::source_location where = std::source_location::current()) {
  return LoadFiles(DecodeNpy, std::move(label), where);
}

/// Loads the arrays of each .npz file, by name; see DecodeNpz.
inline auto LoadNpz(std::string label = "LoadNpz",
                    std::source_location where = std::source_location::current()) {
  return LoadFiles(DecodeNpz, std::move(label), where);
}

}  // namespace klay
