#include "beam/direct/trace.h"

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>

#include "beam/base/error.h"

namespace beam::direct {
namespace {

double Micros(Trace::Clock::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

}  // namespace

void Trace::Add(const std::string& stage, const char* kind, std::size_t worker,
                Clock::time_point start, std::size_t elements) {
  const Clock::time_point now = Clock::now();
  const std::lock_guard lock(mutex_);
  events_.push_back({stage, kind, worker, Micros(start - start_), Micros(now - start), elements});
}

void Trace::Write(const std::filesystem::path& path) const {
  const std::lock_guard lock(mutex_);
  std::ofstream file(path, std::ios::trunc);
  file << "{\"displayTimeUnit\": \"ms\", \"traceEvents\": [\n";
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const Event& event = events_[i];
    const nlohmann::ordered_json json = {
        {"name", event.stage}, {"cat", event.kind},
        {"ph", "X"},           {"pid", 1},
        {"tid", event.worker}, {"ts", event.start_micros},
        {"dur", event.micros}, {"args", {{"elements", event.elements}}}};
    file << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
         << (i + 1 < events_.size() ? ",\n" : "\n");
  }
  file << "]}\n";
  file.close();
  if (!file) throw ErrorFromErrno(errno, "cannot write --direct_trace=" + path.string());
}

}  // namespace beam::direct
