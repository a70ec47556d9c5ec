# sportello_embed(TARGET NAME [BASE dir] file...): puts files into the program, byte for byte.
#
# The sources of TARGET then say
#     #include "embedded/NAME.h"
#     std::string_view text = sportello::embedded::NAME("sub/a.json");   // throws std::out_of_range when there is none
#     for (const auto& file : sportello::embedded::NAME()) use(file.name, file.content);
# A file's name is its path below BASE (the current source folder unless told; the build folder for what a build step
# makes). NAME is a C++ identifier, one for each call. The assembler's .incbin copies the bytes, so that megabytes of
# web files cost no compile time; a change of a file builds again what holds it.
function(sportello_embed target name)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "BASE" "")
  if(NOT name MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "sportello_embed: '${name}' is no identifier")
  endif()
  if(NOT arg_BASE)
    set(arg_BASE ${CMAKE_CURRENT_SOURCE_DIR})
  endif()

  set(folder ${PROJECT_BINARY_DIR}/generated/embedded)
  set(count 0)
  set(blobs "")
  set(externs "")
  set(entries "")
  set(paths "")
  foreach(file IN LISTS arg_UNPARSED_ARGUMENTS)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${arg_BASE} NORMALIZE OUTPUT_VARIABLE path)
    cmake_path(RELATIVE_PATH path BASE_DIRECTORY ${arg_BASE} OUTPUT_VARIABLE key)
    list(APPEND paths ${path})
    set(symbol sportello_embedded_${name}_${count})
    # A NUL follows each file, outside its content: parsers that need one need no copy.
    string(APPEND blobs
      "    \"${symbol}_begin:\\n.incbin \\\"${path}\\\"\\n${symbol}_end:\\n.byte 0\\n\"\n")
    string(APPEND externs "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND entries "    File{\"${key}\", {${symbol}_begin, static_cast<std::size_t>(${symbol}_end - ${symbol}_begin)}},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  if(count EQUAL 0)
    message(FATAL_ERROR "sportello_embed: no file for '${name}'")
  endif()

  file(CONFIGURE OUTPUT ${folder}/file.h @ONLY CONTENT [[/// One file inside the program. Written by deploy/cmake/embed.cmake.
#pragma once

#include <string_view>

namespace sportello::embedded {

struct File {
  std::string_view name;
  std::string_view content;  ///< followed by a NUL that does not belong to it
};

}  // namespace sportello::embedded
]])
  file(CONFIGURE OUTPUT ${folder}/${name}.h @ONLY CONTENT [[/// The files embedded as "@name@". Written by deploy/cmake/embed.cmake.
#pragma once

#include <span>
#include <string_view>

#include "embedded/file.h"

namespace sportello::embedded {

/// All of them, in the order of the CMake list.
std::span<const File> @name@();
/// The content of one; std::out_of_range when there is no such file.
std::string_view @name@(std::string_view file);

}  // namespace sportello::embedded
]])
  file(CONFIGURE OUTPUT ${folder}/${name}.cpp @ONLY CONTENT [[// Written by deploy/cmake/embed.cmake.
#include "embedded/@name@.h"

#include <array>
#include <stdexcept>
#include <string>

asm(".pushsection .rodata\n"
@blobs@    ".popsection\n");

extern "C" {
@externs@}

namespace sportello::embedded {

std::span<const File> @name@() {
  static const std::array<File, @count@> files{
@entries@  };
  return files;
}

std::string_view @name@(std::string_view file) {
  for (const File& known : @name@()) {
    if (known.name == file) return known.content;
  }
  throw std::out_of_range("no embedded file '" + std::string(file) + "' in @name@");
}

}  // namespace sportello::embedded
]])
  set_source_files_properties(${folder}/${name}.cpp TARGET_DIRECTORY ${target} PROPERTIES OBJECT_DEPENDS "${paths}"
    SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${folder}/${name}.cpp)
endfunction()
