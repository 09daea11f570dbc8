#pragma once

#include <map>
#include <string>
#include <vector>

#include "beam/coders/wire/coder_spec.h"
#include "org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h"
#include "org/apache/beam/model/pipeline/v1/schema.pb.h"

namespace beam::portable {

/// Puts coders into a pipeline's components, each once.
class CoderProtos {
 public:
  explicit CoderProtos(org::apache::beam::model::pipeline::v1::Components& components)
      : components_(components) {}

  /// The id of the coder that `spec` describes.
  std::string IdOf(const CoderSpec& spec);
  /// The id of one of Beam's own, made of `component_ids`; `name` begins the id.
  std::string Add(const std::string& name, const std::string& urn,
                  const std::vector<std::string>& component_ids = {},
                  const std::string& payload = "");

 private:
  org::apache::beam::model::pipeline::v1::Components& components_;
  std::map<std::string, std::string> id_of_;  ///< By the serialised coder.
};

/// Beam's message of a schema, with an id made of the schema itself.
org::apache::beam::model::pipeline::v1::Schema ToProto(const Schema& schema);

}  // namespace beam::portable
