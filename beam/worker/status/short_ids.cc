#include "beam/base/error.h"
#include "beam/worker/status/short_ids_internal.h"

namespace beam::worker {
namespace {

std::string KeyOf(const model::pipeline::MonitoringInfo& info) {
  std::string key = info.urn() + '\0' + info.type();
  // Sorted: the order in a message's map is no order.
  const std::map<std::string, std::string> labels(info.labels().begin(), info.labels().end());
  for (const auto& [name, value] : labels) key += '\0' + name + '\0' + value;
  return key;
}

}  // namespace

std::string ShortIds::IdOf(const model::pipeline::MonitoringInfo& info) {
  const std::string key = KeyOf(info);
  const std::lock_guard lock(mutex_);
  const auto [position, is_new] = id_of_.try_emplace(key, std::to_string(id_of_.size()));
  if (is_new) {
    model::pipeline::MonitoringInfo& known = info_of_[position->second];
    known = info;
    known.clear_payload();
  }
  return position->second;
}

void ShortIds::Report(const std::vector<model::pipeline::MonitoringInfo>& infos,
                      google::protobuf::Map<std::string, std::string>& data) {
  for (const auto& info : infos) data[IdOf(info)] = info.payload();
}

model::pipeline::MonitoringInfo ShortIds::InfoOf(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = info_of_.find(id);
  if (found != info_of_.end()) return found->second;
  throw Error(ErrorCode::kNotFound, "no metric has the short id \"" + id + "\"");
}

}  // namespace beam::worker
