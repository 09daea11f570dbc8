#include "klay_beam/transforms/failure_json.h"

#include <nlohmann/json.hpp>

#include "beam/base/utf8.h"
#include "beam/io/json/base64.h"

namespace klay {

std::string ToJson(const Failure& failure) {
  nlohmann::ordered_json object;
  object["path"] = beam::PrintableUtf8(failure.path);
  if (object["path"] != failure.path) {
    object["path_base64"] = beam::io::EncodeBase64(failure.path);
  }
  object["step"] = beam::PrintableUtf8(failure.step);
  object["code"] = failure.code;
  object["message"] = beam::PrintableUtf8(failure.message);
  return object.dump();
}

}  // namespace klay
