# klay_library(NAME [THREADS [UNINSTRUMENTED]] [PIPELINES] HDRS... SRCS... DEPS... PRIVATE_DEPS... TESTS... TEST_DEPS...)
#
# One folder's library with its tests. Headers are named so that each can be compiled alone; TESTS become one program
# NAME_test, whose cases ctest lists one by one. DEPS are what the headers include; PRIVATE_DEPS only the sources.
# THREADS: the tests run several threads, so they run under ThreadSanitizer, too (label and target `threads`).
# UNINSTRUMENTED: what such threads do inside of a library that is not instrumented (Debian's gRPC, ONNX Runtime) is not
# looked at. All else is; but ThreadSanitizer does not see what order such a library keeps, that a message comes after its
# sending, say: what both ends share needs a mutex or an atomic.
# PIPELINES: the sources construct pipelines, so they are compiled as programs are.
include(GoogleTest)
add_custom_target(threads)

function(klay_library NAME)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "THREADS;UNINSTRUMENTED;PIPELINES" "" "HDRS;SRCS;DEPS;PRIVATE_DEPS;TESTS;TEST_DEPS")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "klay_library(${NAME}): unknown arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(ARG_SRCS)
    add_library(${NAME} STATIC ${ARG_SRCS})
    if(ARG_PIPELINES)
      target_compile_options(${NAME} PRIVATE ${KLAY_PROGRAM_OPTIONS})
    endif()
    set(scope PUBLIC)
  else()
    add_library(${NAME} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_sources(${NAME} ${scope} FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${ARG_HDRS})
  target_include_directories(${NAME} ${scope} "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${NAME} ${scope} ${ARG_DEPS})
  if(ARG_PRIVATE_DEPS)
    target_link_libraries(${NAME} PRIVATE ${ARG_PRIVATE_DEPS})
  endif()
  if(ARG_TESTS)
    add_executable(${NAME}_test ${ARG_TESTS})
    target_link_libraries(${NAME}_test PRIVATE ${NAME} ${ARG_TEST_DEPS} GTest::gmock GTest::gtest_main)
    target_compile_options(${NAME}_test PRIVATE ${KLAY_TEST_OPTIONS})
    set(properties)
    if(ARG_THREADS)
      add_dependencies(threads ${NAME}_test)
      set(properties PROPERTIES LABELS threads)
      if(ARG_UNINSTRUMENTED)
        list(APPEND properties ENVIRONMENT TSAN_OPTIONS=ignore_noninstrumented_modules=1)
      endif()
    endif()
    gtest_discover_tests(${NAME}_test DISCOVERY_MODE PRE_TEST ${properties})
  endif()
endfunction()

# klay_does_not_compile(FILES...): one test a file, that its first compile error is the sentence it expects.
function(klay_does_not_compile)
  foreach(file IN LISTS ARGN)
    cmake_path(GET file STEM name)
    add_test(NAME DoesNotCompile.${name}
             COMMAND "${CMAKE_COMMAND}" "-DCOMPILER=${CMAKE_CXX_COMPILER}" "-DROOT=${PROJECT_SOURCE_DIR}"
                     "-DFILE=${CMAKE_CURRENT_SOURCE_DIR}/${file}"
                     -P "${PROJECT_SOURCE_DIR}/cmake/does_not_compile.cmake")
  endforeach()
endfunction()
