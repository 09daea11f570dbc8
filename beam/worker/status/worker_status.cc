#include "beam/worker/status/worker_status.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>

namespace beam::worker {
namespace {

std::string Seconds(std::chrono::nanoseconds time) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << std::chrono::duration<double>(time).count() << " s";
  return text.str();
}

std::string Megabytes(std::size_t bytes) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << static_cast<double>(bytes) / 1e6 << " MB";
  return text.str();
}

void AddBundle(const BundleStatus& bundle, std::size_t bytes_queued, std::ostream& page) {
  page << "  instruction " << bundle.instruction_id << ", descriptor " << bundle.descriptor_id
       << ": for " << Seconds(bundle.age) << "; " << bundle.elements_read << " elements read, "
       << bytes_queued << " bytes wait\n"
       << "    ";
  if (bundle.step.empty()) {
    page << "between steps";
  } else {
    page << "in step " << bundle.step;
  }
  page << " for " << Seconds(bundle.stays) << "\n";
}

void AddBundles(const WorkerStatus& status, std::ostream& page) {
  page << "bundles in flight: " << status.bundles.size() << "\n";
  std::vector<const BundleStatus*> bundles;
  for (const BundleStatus& bundle : status.bundles) bundles.push_back(&bundle);
  std::stable_sort(bundles.begin(), bundles.end(),
                   [](const auto* a, const auto* b) { return a->stays > b->stays; });
  for (const BundleStatus* bundle : bundles) {
    const auto queued = status.bytes_queued.find(bundle->instruction_id);
    AddBundle(*bundle, queued == status.bytes_queued.end() ? 0 : queued->second, page);
  }
}

}  // namespace

std::size_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  statm >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::string StatusPage(const WorkerStatus& status) {
  std::size_t queued = 0;
  for (const auto& [bundle, bytes] : status.bytes_queued) queued += bytes;
  std::error_code error;  // A program whose file is gone has no name.
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  std::ostringstream page;
  page << "klay_beam " << KLAY_BEAM_VERSION << ", worker " << status.worker_id << ": process "
       << getpid() << ", program " << program.string() << "\n"
       << "up for " << Seconds(status.age) << ", " << Megabytes(status.resident_bytes)
       << " resident\n\n";
  AddBundles(status, page);
  page << "\nstate cache: " << status.cache.entries << " entries, " << Megabytes(status.cache.bytes)
       << " of " << Megabytes(status.cache.max_bytes) << "; " << status.cache.hits << " hits, "
       << status.cache.misses << " misses\n"
       << "data streams: " << queued << " bytes for " << status.bytes_queued.size()
       << " bundles wait to be read\n";
  return page.str();
}

}  // namespace beam::worker
