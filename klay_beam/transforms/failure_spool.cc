#include "klay_beam/transforms/failure_spool.h"

#include <cerrno>
#include <cstdlib>

#include "beam/base/error.h"
#include "klay_beam/transforms/failure_json.h"

namespace klay {

void FailureSpool::Add(const Failure& failure) {
  if (file_ == nullptr) file_.reset(std::tmpfile());
  const std::string line = ToJson(failure) + "\n";
  if (file_ == nullptr || std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size()) {
    throw beam::ErrorFromErrno(errno, "cannot keep a failure in the temporary folder");
  }
}

void FailureSpool::ForEach(const std::function<void(const std::string&)>& visit) const {
  if (file_ == nullptr) return;
  if (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0) {
    throw beam::ErrorFromErrno(errno, "cannot keep a failure in the temporary folder");
  }
  char* line = nullptr;
  std::size_t capacity = 0;
  ssize_t length = 0;
  const std::unique_ptr<char*, void (*)(char**)> free_line(&line,
                                                           [](char** text) { std::free(*text); });
  while ((length = getline(&line, &capacity, file_.get())) > 0) {
    visit(std::string(line, static_cast<std::size_t>(length) - 1));
  }
}

}  // namespace klay
