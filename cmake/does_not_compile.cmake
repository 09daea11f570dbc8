# Compiles FILE and checks its first error: it must hold the sentence behind "// expect: " in the file's first
# line. A file whose first line is "// expect nothing: ..." must compile.
#
#   cmake -DCOMPILER=c++ -DROOT=dir -DFILE=file.cc -P does_not_compile.cmake
file(READ "${FILE}" text LIMIT 300)
string(REGEX MATCH "^[^\n]*" first_line "${text}")
execute_process(COMMAND "${COMPILER}" -std=c++20 -fsyntax-only "-I${ROOT}" "${FILE}"
                RESULT_VARIABLE status ERROR_VARIABLE output)
if(first_line MATCHES "^// expect nothing")
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${FILE} must compile:\n${output}")
  endif()
  return()
endif()
if(NOT first_line MATCHES "^// expect: (.+)$")
  message(FATAL_ERROR "${FILE}: the first line must be // expect: the error's sentence")
endif()
set(sentence "${CMAKE_MATCH_1}")
if(status EQUAL 0)
  message(FATAL_ERROR "${FILE} compiles; expected: ${sentence}")
endif()
string(REGEX MATCH "error: [^\n]*" first_error "${output}")
string(FIND "${first_error}" "${sentence}" position)
if(position EQUAL -1)
  message(FATAL_ERROR "expected first: ${sentence}\nfound first: ${first_error}\n\n${output}")
endif()
message(STATUS "${first_error}")
