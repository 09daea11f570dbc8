// A job whose worker is killed in mid-bundle, once. bin/test_engines compares what it writes on an
// engine that starts such bundles again with what the embedded runner writes.

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <iostream>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/io/whole_file.h"

namespace {

enum class Die {
  kNever,
  kBeforeGrouping,  // In a bundle that writes a file for each element.
  kAfterGrouping,   // In a bundle that writes text files.
};

struct Options {
  std::string out;
  Die die = Die::kNever;
  std::optional<std::string> marker = {};
  int elements = 2000;

  static constexpr std::string_view kAbout = "Writes files, and kills its worker meanwhile.";
  static constexpr beam::FieldDoc kDocs[] = {
      {"out", "Folder to write to."},
      {"die", "Where the worker kills itself."},
      {"marker", "A file that it makes just before, so that it does so once."},
      {"elements", "How many numbers go through the job."},
  };
};

using Pair = beam::KV<std::int64_t, std::int64_t>;

/// Passes elements on, and dies without a word after the one that `is_last_before_death` tells,
/// unless the marker is there.
template <class T, class IsLast>
struct DieOnce {
  std::string marker;
  IsLast is_last_before_death;

  void Process(const T& element, beam::Emitter<T>& out) const {
    out(element);
    if (marker.empty() || !is_last_before_death(element)) return;
    const int file = open(marker.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST) return;
    if (file < 0) throw beam::ErrorFromErrno(errno, "cannot make the marker " + marker);
    kill(getpid(), SIGKILL);
  }
};

/// Dies after the element `last`, where `here` says so.
template <class T>
auto DieAfter(const Options& options, Die here, std::int64_t last) {
  auto is_last = [last](const T& element) {
    if constexpr (requires { element.key; }) {
      return element.key == last;
    } else {
      return element == last;
    }
  };
  return DieOnce<T, decltype(is_last)>{options.die == here ? options.marker.value_or("") : "",
                                       is_last};
}

struct WriteEach {
  std::string folder;
  beam::Counter written{"written"};

  void Process(const std::int64_t& number, beam::Emitter<Pair>& out) const {
    beam::io::WriteFile(folder + "/number_" + std::to_string(number) + ".txt",
                        std::string(static_cast<std::size_t>(number), 'x') + "\n");
    written.Increment();
    out({number % 100, number});
  }
};

void Build(beam::Pipeline& p, const Options& options) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(options.elements));
  std::iota(numbers.begin(), numbers.end(), 0);
  p | beam::Create("Numbers", numbers) | beam::Reshuffle() |
      beam::ParDo("DieBefore",
                  DieAfter<std::int64_t>(options, Die::kBeforeGrouping, options.elements / 2)) |
      beam::ParDo("WriteEach", WriteEach{options.out}) |
      beam::CombinePerKey("Sum", beam::SumFn<std::int64_t>()) |
      beam::ParDo("DieAfter", DieAfter<Pair>(options, Die::kAfterGrouping, 50)) |
      beam::Map("Line", [](const Pair& sum) { return beam::Describe(sum); }) |
      beam::io::WriteText(options.out + "/sums", {.suffix = ".txt", .num_shards = 1});
  p.OnFinish([](const beam::PipelineResult& result) {
    std::cout << "written " << result.metrics.Counter("written") << std::endl;
  });
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
