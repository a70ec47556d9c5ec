/// What learned weights remember of the examples they come from.
#pragma once

#include <filesystem>
#include <string>

namespace sportello::tests {

/// "// Examples: 89abcdef01234567": the second line of lexicon/cues.txt, another one for every other text of `examples`.
/// Throws std::runtime_error when the file cannot be read.
std::string examples_digest(const std::filesystem::path& examples);

}  // namespace sportello::tests
