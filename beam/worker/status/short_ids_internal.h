#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "beam/model/fn_internal.h"

namespace beam::worker {

/// Short names for what metrics are called, so that each report need not spell it out. One table a
/// worker; safe to use from several threads.
class ShortIds {
 public:
  /// The short id of metrics of that urn, type and labels; the payload does not count.
  std::string IdOf(const model::pipeline::MonitoringInfo& info);
  /// Adds the payload of each to `data`, by its short id.
  void Report(const std::vector<model::pipeline::MonitoringInfo>& infos,
              google::protobuf::Map<std::string, std::string>& data);
  /// What a short id stands for. Throws not_found for one that was never given.
  model::pipeline::MonitoringInfo InfoOf(const std::string& id);

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> id_of_;
  std::map<std::string, model::pipeline::MonitoringInfo> info_of_;
};

}  // namespace beam::worker
