# Options of the build, the warnings and the two functions every folder uses.

option(SPORTELLO_TESTS "Build the tests" ON)
option(SPORTELLO_WERROR "Treat warnings as errors (on in CI)" OFF)
set(SPORTELLO_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")
option(SPORTELLO_COVERAGE "Instrument for coverage" OFF)
option(SPORTELLO_FUZZ "Build the fuzz targets with libFuzzer (needs clang)" OFF)
# Without it every file is compiled alone, and so must include what it uses: the debug presets see to that.
set(jumbo ON)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(jumbo OFF)
endif()
option(SPORTELLO_JUMBO "Compile several sources at once, on a precompiled header" ${jumbo})

# -O3, CMake's own default, costs time to compile and gains this program nothing measurable.
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")

find_program(CCACHE ccache)
if(CCACHE)
  # Without these ccache refuses whatever uses a precompiled header ("Precompiled headers" in its manual).
  set(CMAKE_CXX_COMPILER_LAUNCHER env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()
if(SPORTELLO_JUMBO)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)
endif()

add_library(sportello_flags INTERFACE)
target_include_directories(sportello_flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
# cpprestsdk otherwise defines a macro named U, which breaks the headers of half the world.
target_compile_definitions(sportello_flags INTERFACE _TURN_OFF_PLATFORM_STRING)
target_compile_options(sportello_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wformat=2 -Wcast-align
  # GCC 12 sees overlapping copies in std::string's operator+ where there are none (its bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wlogical-op;-Wno-restrict>
  $<$<BOOL:${SPORTELLO_WERROR}>:-Werror>
  # ccache has to see the precompiled header in the preprocessor's output, and the same bytes each time.
  $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>)

if(SPORTELLO_SANITIZE)
  # What ends the released program ends the examined one.
  target_compile_definitions(sportello_flags INTERFACE _GLIBCXX_ASSERTIONS)
  # A reply of cpprestsdk trips the vptr check inside its own headers.
  target_compile_options(sportello_flags INTERFACE -fsanitize=${SPORTELLO_SANITIZE} -fno-sanitize=vptr
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(sportello_flags INTERFACE -fsanitize=${SPORTELLO_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(sportello_flags INTERFACE _FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
  target_compile_options(sportello_flags INTERFACE -fstack-protector-strong -fPIE)
  target_link_options(sportello_flags INTERFACE -pie -Wl,-z,relro,-z,now)
endif()
if(SPORTELLO_COVERAGE)
  target_compile_options(sportello_flags INTERFACE --coverage)
  target_link_options(sportello_flags INTERFACE --coverage)
endif()
if(SPORTELLO_FUZZ)
  target_compile_options(sportello_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Code of tests runs once: it is not worth the optimiser's time, which is a third of what compiling it costs.
add_library(sportello_test_flags INTERFACE)
# GCC takes the tests' precompiled header only where its macros are defined alike, also where nothing of it is linked.
target_compile_options(sportello_test_flags INTERFACE $<TARGET_PROPERTY:GTest::gtest,INTERFACE_COMPILE_OPTIONS>)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(sportello_test_flags INTERFACE -O0 -U_FORTIFY_SOURCE)
endif()
if(SPORTELLO_SANITIZE)
  target_compile_definitions(sportello_test_flags INTERFACE SPORTELLO_SANITIZED)
endif()

# sportello_library(NAME SOURCES a.cpp b.cpp LINKS lib ...): one small static library of the house.
function(sportello_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC sportello_flags ${arg_LINKS})
  sportello_precompiled(${name})
endfunction()

# sportello_precompiled(TARGET): the program's precompiled header, made once, for a target that uses sportello_core.
function(sportello_precompiled target)
  if(NOT SPORTELLO_JUMBO)
    return()
  endif()
  if(target STREQUAL "sportello_core")
    target_precompile_headers(sportello_core PRIVATE <algorithm> <array> <chrono> <filesystem> <fstream> <functional>
      <map> <memory> <mutex> <optional> <set> <string> <string_view> <thread> <utility> <variant> <vector>
      <fmt/format.h> <nlohmann/json.hpp>)
  else()
    target_precompile_headers(${target} REUSE_FROM sportello_core)
  endif()
endfunction()

# sportello_test_library(NAME SOURCES a.cpp LINKS lib ...): what several test programs share.
function(sportello_test_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC sportello_core ${arg_LINKS} PRIVATE sportello_test_flags)
  target_precompile_headers(${name} REUSE_FROM sportello_test_main)
endfunction()

# sportello_test_program(NAME SOURCES a.cpp LINKS lib ...): a program that tests start.
function(sportello_test_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE sportello_test_flags sportello_core ${arg_LINKS})
  target_precompile_headers(${name} REUSE_FROM sportello_test_main)
endfunction()

# sportello_add_test(NAME LABEL unit SOURCES a.cpp LINKS lib ...): the only way to add a test program.
# Every test of the program becomes one line of ctest, but for those whose names match EXCEPT; the target LABEL_tests builds
# all programs of one label. The precompiled header holds GoogleTest and the JSON library.
function(sportello_add_test name)
  cmake_parse_arguments(arg "" "LABEL;TIMEOUT;EXCEPT" "SOURCES;LINKS" ${ARGN})
  set(filter "")
  if(arg_EXCEPT)
    set(filter TEST_FILTER "-${arg_EXCEPT}")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  if(SPORTELLO_SANITIZE)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 10")
  endif()
  sportello_test_program(${name} SOURCES ${arg_SOURCES} LINKS sportello_test_main ${arg_LINKS})
  if(NOT TARGET ${arg_LABEL}_tests)
    add_custom_target(${arg_LABEL}_tests)
  endif()
  add_dependencies(${arg_LABEL}_tests ${name})
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST ${filter}
    PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT})
endfunction()
