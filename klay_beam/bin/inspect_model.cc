// Shows what ONNX models take and give, and what their makers wrote into them.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/base/utf8.h"
#include "klay_beam/inference/device.h"
#include "klay_beam/inference/onnx_session.h"
#include "klay_beam/version.h"

namespace {

using klay::OnnxSession;
using klay::TensorInfo;

/// Metadata may be a whole vocabulary.
constexpr std::size_t kMaxShown = 200;

/// What models say, for a terminal, which control characters would command and bytes that are no
/// UTF-8 confuse: text with any of them is quoted and escaped.
std::string Shown(const std::string& text) {
  const bool commands =
      std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; });
  std::string shown = commands || beam::PrintableUtf8(text) != text ? beam::Describe(text) : text;
  if (shown.size() <= kMaxShown) return shown;
  return beam::PrintableUtf8(shown.substr(0, kMaxShown)) + "... (" + std::to_string(text.size()) +
         " bytes; --json has them all)";
}

std::string ShapeText(const TensorInfo& info) {
  std::string text = "[";
  for (const std::string& length : info.shape) text += (text.size() > 1 ? ", " : "") + length;
  return text + "]";
}

void PrintTensors(const char* title, const std::vector<TensorInfo>& tensors) {
  std::size_t width = 0;
  for (const TensorInfo& info : tensors) width = std::max(width, Shown(info.name).size());
  for (const TensorInfo& info : tensors) {
    std::printf("  %-8s %-*s  %s%s\n", title, static_cast<int>(width), Shown(info.name).c_str(),
                info.type.c_str(), Shown(ShapeText(info)).c_str());
  }
}

void PrintTable(const OnnxSession& model, double seconds) {
  std::printf("%s\n", Shown(model.path()).c_str());
  PrintTensors("input", model.inputs());
  PrintTensors("output", model.outputs());
  for (const auto& [name, text] : model.metadata()) {
    std::printf("  %-8s %s: %s\n", "metadata", Shown(name).c_str(), Shown(text).c_str());
  }
  std::printf("  %-8s in %.3f s\n", "loads", seconds);
}

nlohmann::ordered_json JsonOf(const std::vector<TensorInfo>& tensors) {
  auto list = nlohmann::ordered_json::array();
  for (const TensorInfo& info : tensors) {
    list.push_back({{"name", info.name}, {"type", info.type}, {"shape", info.shape}});
  }
  return list;
}

void PrintJson(const OnnxSession& model, double seconds) {
  const nlohmann::ordered_json json = {{"path", model.path()},
                                       {"inputs", JsonOf(model.inputs())},
                                       {"outputs", JsonOf(model.outputs())},
                                       {"metadata", model.metadata()},
                                       {"load_seconds", seconds}};
  std::puts(json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

struct Options {
  std::vector<std::string> files;
  std::string device = "auto";
  bool json = false;
};

void Inspect(const std::string& path, const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  const OnnxSession model(path, {.device = klay::ChooseDevice(options.device).device});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (options.json) {
    PrintJson(model, took.count());
  } else {
    PrintTable(model, took.count());
  }
}

int Run(const Options& options) {
  int status = 0;
  for (const std::string& path : options.files) {
    try {
      Inspect(path, options);
    } catch (const beam::Error& error) {
      std::fprintf(stderr, "inspect_model: %s\n", error.what());
      status = 1;
    }
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Options options;
    CLI::App app{
        "Shows what ONNX models take and give: names, types and shapes, in which a name "
        "stands for an axis of any length, and their metadata."};
    app.set_version_flag("--version", std::string(klay::kVersion));
    app.add_option("FILE", options.files, "ONNX models")->required();
    app.add_option("--device", options.device, "Load them on auto, cpu, cuda or cuda:N")
        ->capture_default_str();
    app.add_flag("--json", options.json, "One JSON object a line");
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : 2;
    }
    return Run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "inspect_model: %s\n", error.what());
    return 1;
  }
}
