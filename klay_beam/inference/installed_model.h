#pragma once

#include <string>
#include <string_view>

namespace klay {

/// The folder that models are installed in, as bin/models has it: `model_dir`, else $KLAY_MODELS,
/// else $XDG_CACHE_HOME/klay_beam/models, else ~/.cache/klay_beam/models.
std::string ModelsFolder(std::string_view model_dir = "");

/// The folder of the model `name`. Throws not_found, with how to install it, when it is not there.
std::string InstalledModel(std::string_view name, std::string_view model_dir = "");

}  // namespace klay
