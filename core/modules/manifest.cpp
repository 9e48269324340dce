#include "core/modules/manifest.h"

#include "core/base/tr.h"
#include "core/postgres/sqltext.h"

#include <QMap>
#include <QRegularExpression>

#include <nlohmann/json.hpp>

namespace aegisx::modules {

using namespace Qt::StringLiterals;
using Json = nlohmann::json;

namespace {

// Hands the parser one byte after another and remembers how many, so that a key's line is known.
class CountingIterator
{
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = const char &;

    CountingIterator(const char *position, const char **shared)
        : m_position(position), m_shared(shared)
    {
    }
    reference operator*() const { return *m_position; }
    CountingIterator &operator++()
    {
        ++m_position;
        *m_shared = m_position;
        return *this;
    }
    CountingIterator operator++(int)
    {
        CountingIterator old = *this;
        ++*this;
        return old;
    }
    bool operator==(const CountingIterator &other) const { return m_position == other.m_position; }
    bool operator!=(const CountingIterator &other) const { return m_position != other.m_position; }

private:
    const char *m_position;
    const char **m_shared;
};

// Notes where each key stands, and the first key that stands twice.
class KeyPositions final : public nlohmann::json_sax<Json>
{
public:
    KeyPositions(const char *begin, const char **position)
        : m_begin(begin), m_position(position) { }

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t &) override { return true; }
    bool string(string_t &) override { return true; }
    bool binary(binary_t &) override { return true; }
    bool start_object(std::size_t) override
    {
        m_path.append(QString());
        return true;
    }
    bool key(string_t &name) override
    {
        m_path.last() = QString::fromStdString(name);
        const QString path = m_path.join(u'/');
        if (offsets.contains(path) && repeated.isEmpty())
            repeated = path;
        offsets.insert(path, *m_position - m_begin);
        return true;
    }
    bool end_object() override
    {
        m_path.removeLast();
        return true;
    }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t position,
                     const std::string &,
                     const nlohmann::detail::exception &) override
    {
        errorOffset = static_cast<qsizetype>(position);
        return false;
    }

    QMap<QString, qsizetype> offsets;
    QString repeated;
    qsizetype errorOffset = -1;

private:
    QStringList m_path;
    const char *m_begin;
    const char **m_position;
};

class ManifestReader
{
public:
    ManifestReader(QByteArray text, QString fileName)
        : m_text(std::move(text)), m_fileName(std::move(fileName))
    {
    }

    Result<Manifest> read();

private:
    [[nodiscard]] tl::unexpected<Error> refuse(const QString &key, const QString &why) const;
    [[nodiscard]] tl::unexpected<Error> refuseAt(qsizetype offset, const QString &why) const;
    [[nodiscard]] Result<void> parse();
    [[nodiscard]] Result<void> checkKeys() const;
    [[nodiscard]] Result<QString> text(const Json &parent, const QString &path) const;
    [[nodiscard]] Result<QStringList> textList(const QString &key) const;
    [[nodiscard]] Result<QHash<QString, QString>> textMap(const QString &key) const;
    [[nodiscard]] Result<void> readTexts(Manifest &manifest) const;
    [[nodiscard]] Result<void> checkValues(const Manifest &manifest) const;

    QByteArray m_text;
    QString m_fileName;
    Json m_json;
    QMap<QString, qsizetype> m_offsets;
};

tl::unexpected<Error> ManifestReader::refuseAt(qsizetype offset, const QString &why) const
{
    const auto at = postgres::lineColumnAt(m_text, offset);
    Error error {ErrorKind::InvalidInput,
                 Tr::tr("The module description cannot be used: %1").arg(why),
                 Tr::tr("Nothing was read or changed in the database."),
                 Tr::tr("Install the module pack again, or ask its vendor."),
                 {}};
    error.detail.where = {m_fileName, at.line, at.column};
    return fail(error);
}

tl::unexpected<Error> ManifestReader::refuse(const QString &key, const QString &why) const
{
    return refuseAt(m_offsets.value(key, 0), why);
}

Result<void> ManifestReader::parse()
{
    const char *begin = m_text.constData();
    const char *end = begin + m_text.size();
    const char *position = begin;
    KeyPositions positions(begin, &position);
    const bool good = Json::sax_parse(
        CountingIterator(begin, &position), CountingIterator(end, &position), &positions);
    if (!good)
        return refuseAt(std::max<qsizetype>(positions.errorOffset - 1, 0),
                        Tr::tr("it is not valid JSON"));
    m_offsets = positions.offsets;
    if (!positions.repeated.isEmpty())
        return refuse(positions.repeated,
                      Tr::tr("the key \"%1\" stands twice").arg(positions.repeated));
    m_json = Json::parse(begin, end);
    if (!m_json.is_object())
        return refuseAt(0, Tr::tr("it must be a JSON object"));
    return {};
}

Result<void> ManifestReader::checkKeys() const
{
    static const QStringList required {u"id"_s,
                                       u"version"_s,
                                       u"title"_s,
                                       u"schema"_s,
                                       u"trackingTable"_s,
                                       u"recordedExtension"_s,
                                       u"requires"_s};
    static const QStringList optional {u"trackingSchema"_s, u"renamed"_s};
    for (const auto &item : m_json.items()) {
        const QString key = QString::fromStdString(item.key());
        if (!required.contains(key) && !optional.contains(key))
            return refuse(key, Tr::tr("unknown key \"%1\"").arg(key));
    }
    for (const QString &key : required) {
        if (!m_json.contains(key.toStdString()))
            return refuseAt(0, Tr::tr("the key \"%1\" is missing").arg(key));
    }
    return {};
}

Result<QString> ManifestReader::text(const Json &parent, const QString &path) const
{
    const auto found = parent.find(path.section(u'/', -1).toStdString());
    if (found == parent.end())
        return refuse(path.section(u'/', 0, 0), Tr::tr("the key \"%1\" is missing").arg(path));
    if (!found->is_string())
        return refuse(path, Tr::tr("\"%1\" must be a text").arg(path));
    const QString value = QString::fromStdString(found->get<std::string>());
    if (value.trimmed().isEmpty())
        return refuse(path, Tr::tr("\"%1\" must not be empty").arg(path));
    return value;
}

Result<QStringList> ManifestReader::textList(const QString &key) const
{
    QStringList values;
    const Json &list = m_json.at(key.toStdString());
    const bool good = list.is_array()
        && std::all_of(list.begin(), list.end(), [](const Json &item) { return item.is_string(); });
    if (!good)
        return refuse(key, Tr::tr("\"%1\" must be a list of texts").arg(key));
    for (const Json &item : list)
        values << QString::fromStdString(item.get<std::string>());
    return values;
}

Result<QHash<QString, QString>> ManifestReader::textMap(const QString &key) const
{
    QHash<QString, QString> values;
    const auto found = m_json.find(key.toStdString());
    if (found == m_json.end())
        return values;
    if (!found->is_object())
        return refuse(key, Tr::tr("\"%1\" must be an object of texts").arg(key));
    for (const auto &item : found->items()) {
        const QString name = QString::fromStdString(item.key());
        if (!item.value().is_string())
            return refuse(key % u'/' % name, Tr::tr("\"%1\" must be an object of texts").arg(key));
        values.insert(name, QString::fromStdString(item.value().get<std::string>()));
    }
    return values;
}

Result<void> ManifestReader::readTexts(Manifest &manifest) const
{
    const Json &title = m_json.at("title");
    if (!title.is_object())
        return refuse(u"title"_s, Tr::tr("\"title\" must hold \"en\" and \"th\""));
    for (const auto &item : title.items()) {
        if (item.key() != "en" && item.key() != "th")
            return refuse(u"title/"_s % QString::fromStdString(item.key()),
                          Tr::tr("unknown key \"%1\"").arg(QString::fromStdString(item.key())));
    }
    const std::initializer_list<std::tuple<const Json &, QString, QString &>> fields {
        {m_json, u"id"_s, manifest.id},
        {m_json, u"version"_s, manifest.version},
        {title, u"title/en"_s, manifest.titleEn},
        {title, u"title/th"_s, manifest.titleTh},
        {m_json, u"schema"_s, manifest.schema},
        {m_json, u"trackingTable"_s, manifest.trackingTable},
        {m_json, u"recordedExtension"_s, manifest.recordedExtension}};
    for (const auto &[parent, path, target] : fields) {
        auto value = text(parent, path);
        if (!value)
            return fail(value.error());
        target = *value;
    }
    if (m_json.contains("trackingSchema")) {
        auto value = text(m_json, u"trackingSchema"_s);
        if (!value)
            return fail(value.error());
        manifest.trackingSchema = *value;
    }
    return {};
}

Result<void> ManifestReader::checkValues(const Manifest &manifest) const
{
    static const QRegularExpression idPattern(u"^[a-z][a-z0-9-]*$"_s);
    static const QRegularExpression extensionPattern(u"^\\.[A-Za-z]+$"_s);
    if (!idPattern.match(manifest.id).hasMatch())
        return refuse(u"id"_s, Tr::tr("\"id\" may hold small letters, digits and \"-\" only"));
    if (!extensionPattern.match(manifest.recordedExtension).hasMatch())
        return refuse(u"recordedExtension"_s,
                      Tr::tr("\"recordedExtension\" must look like \".ts\""));
    // knex itself fails on a dot, and on names whose lock table is cut to the same 63 bytes.
    if (manifest.trackingTable.contains(u'.') || manifest.trackingTable.toUtf8().size() > 58)
        return refuse(u"trackingTable"_s,
                      Tr::tr("\"trackingTable\" must have at most 58 bytes and no dot"));
    if (manifest.schema.toUtf8().size() > 63)
        return refuse(u"schema"_s, Tr::tr("\"schema\" must have at most 63 bytes"));
    if (manifest.requiredModules.contains(manifest.id))
        return refuse(u"requires"_s, Tr::tr("the module requires itself"));
    return {};
}

Result<Manifest> ManifestReader::read()
{
    Manifest manifest;
    if (auto done = parse(); !done)
        return fail(done.error());
    if (auto done = checkKeys(); !done)
        return fail(done.error());
    if (auto done = readTexts(manifest); !done)
        return fail(done.error());
    const auto required = textList(u"requires"_s);
    if (!required)
        return fail(required.error());
    manifest.requiredModules = *required;
    const auto renamed = textMap(u"renamed"_s);
    if (!renamed)
        return fail(renamed.error());
    manifest.renamed = *renamed;
    if (auto done = checkValues(manifest); !done)
        return fail(done.error());
    return manifest;
}

} // namespace

Result<Manifest> parseManifest(const QByteArray &json, const QString &fileName)
{
    return ManifestReader(json, fileName).read();
}

} // namespace aegisx::modules
