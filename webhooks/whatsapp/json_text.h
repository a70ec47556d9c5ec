/// JSON as it was written: finds and slices values in a text without building them, so that an element can be kept
/// byte by byte. The parser uses it because nothing may be lost: numbers of any size, unpaired surrogates and values
/// nested without end are all passed over here, where a library that builds values would refuse the whole text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::webhooks {

class JsonValue;

/// One document; the text must outlive it and its values.
class JsonText {
 public:
  /// Checks the grammar of the whole text (RFC 8259). Nothing when it is not JSON.
  static std::optional<JsonText> read(std::string_view text);

  JsonValue root() const;

 private:
  friend class JsonValue;
  friend class JsonScanner;

  enum class Kind : std::uint8_t { Object, Array, String, Number, Literal };
  /// A value and where its subtree ends. Members of an object follow it as key, value, key, value.
  struct Node {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t next;
    Kind kind;
    bool escaped;   ///< a string with a backslash in it
    bool too_deep;  ///< something below is nested deeper than flows::kMaxJsonDepth; it has no nodes
  };

  explicit JsonText(std::string_view text) : text_(text) {}

  std::string_view text_;
  std::vector<Node> nodes_;
};

/// A value of a document, or an absent one: asking an absent one gives absent values and empty texts.
class JsonValue {
 public:
  JsonValue() = default;

  bool exists() const { return document_ != nullptr; }
  explicit operator bool() const { return exists(); }
  bool is_object() const { return is(JsonText::Kind::Object); }
  bool is_array() const { return is(JsonText::Kind::Array); }
  bool is_string() const { return is(JsonText::Kind::String); }
  /// Nested deeper than flows::kMaxJsonDepth, counted from the document's root.
  bool too_deep() const { return exists() && node().too_deep; }
  /// null, [], {} and an absent value.
  bool says_nothing() const;

  /// The text of the value as it was written.
  std::string_view raw() const;
  /// A string decoded, with U+FFFD for what is no character (NUL, half a surrogate pair); a number, true or false as
  /// it was written; empty for anything else.
  std::string text() const;
  /// A number, or a string that is one; empty when it is neither or out of range. Fractions are cut off.
  std::optional<std::int64_t> integer() const;
  std::optional<double> number() const;
  /// true, "true" or 1.
  bool truth() const;
  /// True for a string with exactly this text.
  bool is_text(std::string_view text) const;

  /// A member of an object, the last of that name; absent when there is none or this is no object.
  JsonValue operator[](std::string_view key) const;
  /// The first of these members that exists and is not null: for keys whose spelling drifts.
  JsonValue any(std::initializer_list<std::string_view> keys) const;
  /// The first element of an array.
  JsonValue first() const;

  struct Member;
  /// Elements of an array, or members of an object; nothing for other values.
  class Elements;
  Elements elements() const;
  class Members;
  Members members() const;

 private:
  friend class JsonText;
  JsonValue(const JsonText* document, std::uint32_t index) : document_(document), index_(index) {}

  const JsonText::Node& node() const { return document_->nodes_[index_]; }
  bool is(JsonText::Kind kind) const { return exists() && node().kind == kind; }
  JsonValue at(std::uint32_t index) const { return {document_, index}; }
  /// Between the quotes, still escaped.
  std::string_view inside() const;

  const JsonText* document_ = nullptr;
  std::uint32_t index_ = 0;
};

struct JsonValue::Member {
  JsonValue key;
  JsonValue value;
};

class JsonValue::Elements {
 public:
  class Iterator {
   public:
    Iterator(const JsonText* document, std::uint32_t index) : document_(document), index_(index) {}
    JsonValue operator*() const { return {document_, index_}; }
    Iterator& operator++() {
      index_ = document_->nodes_[index_].next;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const JsonText* document_;
    std::uint32_t index_;
  };

  explicit Elements(const JsonValue& array) : array_(array) {}
  Iterator begin() const { return {array_.document_, array_.is_array() ? array_.index_ + 1 : 0}; }
  Iterator end() const { return {array_.document_, array_.is_array() ? array_.node().next : 0}; }

 private:
  JsonValue array_;
};

class JsonValue::Members {
 public:
  class Iterator {
   public:
    Iterator(const JsonText* document, std::uint32_t index) : document_(document), index_(index) {}
    Member operator*() const { return {{document_, index_}, {document_, index_ + 1}}; }
    Iterator& operator++() {
      index_ = document_->nodes_[index_ + 1].next;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const JsonText* document_;
    std::uint32_t index_;
  };

  explicit Members(const JsonValue& object) : object_(object) {}
  Iterator begin() const { return {object_.document_, object_.is_object() ? object_.index_ + 1 : 0}; }
  Iterator end() const { return {object_.document_, object_.is_object() ? object_.node().next : 0}; }

 private:
  JsonValue object_;
};

inline JsonValue::Elements JsonValue::elements() const {
  return Elements(*this);
}
inline JsonValue::Members JsonValue::members() const {
  return Members(*this);
}

}  // namespace sportello::webhooks
