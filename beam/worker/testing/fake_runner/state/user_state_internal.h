#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "beam/model/fn_internal.h"

namespace beam::fake_runner {

/// What users' functions remember, by step, name, key and window: bags, multimaps and ordered
/// lists.
class UserState {
 public:
  static bool Has(const model::fn::StateKey& key);

  /// What is kept under `key`, all of it. Throws invalid_argument for bytes that are no list.
  std::string Get(const model::fn::StateKey& key) const;
  void Append(const model::fn::StateKey& key, const std::string& data);
  void Clear(const model::fn::StateKey& key);

 private:
  using List = std::multimap<std::int64_t, std::string>;  ///< By number; the values are encoded.

  std::map<std::string, std::string> bags_;
  std::map<std::string, std::map<std::string, std::string>> multimaps_;
  std::map<std::string, List> lists_;
};

}  // namespace beam::fake_runner
